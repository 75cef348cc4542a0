/** From the end of one to the beginning of the next: as much work as a crash loses. */
const EVERY_MS = 200;

/** Saves now and then, beside the work, one at a time. */
export class Autosave {
  #savedAt = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(private readonly save: () => Promise<void>) {}

  /** Called all the time. @throws what a save failed with */
  tick(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#saving !== undefined || performance.now() - this.#savedAt < EVERY_MS) return;
    this.#saving = this.save()
      .catch((error: unknown) => {
        this.#failure = error as Error;
      })
      .finally(() => {
        this.#savedAt = performance.now();
        this.#saving = undefined;
      });
  }

  /** Resolves when none is under way. */
  async idle(): Promise<void> {
    await this.#saving;
  }
}
