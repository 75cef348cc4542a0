import type { Logger } from 'pino';

type Closer = { name: string; close: () => Promise<void> | void };

/** Closes what was opened in the opposite order, so that users of a resource end before the resource. */
export class ShutdownStack {
  private readonly open: Closer[] = [];

  constructor(private readonly logger: Logger) {}

  add(name: string, close: Closer['close']): void {
    this.open.push({ name, close });
  }

  /** Closes everything, even if one part fails. @returns whether all parts closed without an error */
  async close(): Promise<boolean> {
    let clean = true;
    for (let closer = this.open.pop(); closer; closer = this.open.pop()) {
      try {
        await closer.close();
      } catch (err) {
        clean = false;
        this.logger.error({ err }, `${closer.name} did not close`);
      }
    }
    return clean;
  }
}
