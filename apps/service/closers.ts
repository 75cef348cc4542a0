import type { Logger } from 'pino';

type Closer = { name: string; close: () => Promise<void> | void };

/** What was opened, to be closed in the opposite order: who uses a thing is gone before the thing is. */
export class Closers {
  private readonly open: Closer[] = [];

  constructor(private readonly logger: Logger) {}

  add(name: string, close: Closer['close']): void {
    this.open.push({ name, close });
  }

  /** One that fails does not keep the others open. @returns whether all went well */
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
