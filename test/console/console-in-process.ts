import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiInProcess } from '../../apps/service/spec/api-in-process.js';
import { freePort } from '../support/service-under-test.js';
import { CookieBrowser } from './cookie-browser.js';
import type { IdentityProvider as Provider } from './identity-provider.js';
import { IdentityProvider } from './identity-provider.js';

type Options = Partial<Omit<Parameters<typeof IdentityProvider.open>[0], 'consoleUrl'>> & {
  env?: Record<string, string>;
  /** `PUBLIC_URL`, as if a proxy were before the console; absent: the address that it listens on. */
  publicUrl?: string;
};

/** The console and the API in this process, before a real identity provider, with a clock of the console's that tests move. */
export class ConsoleInProcess {
  /** How far the console's clock is ahead, in milliseconds. */
  aheadMs = 0;

  private constructor(
    readonly origin: string,
    private readonly address: string,
    readonly provider: Provider,
    private readonly directory: string,
    private readonly variables: Record<string, string>,
  ) {}

  api!: ApiInProcess;

  static async open({ env = {}, publicUrl, ...options }: Options = {}): Promise<ConsoleInProcess> {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const origin = publicUrl ?? address;
    const provider = await IdentityProvider.open({ consoleUrl: origin, ...options });
    const directory = mkdtempSync(join(tmpdir(), 'support-access-console-'));
    const secretFile = join(directory, 'secret');
    writeFileSync(secretFile, provider.clientSecret);
    const opened = new ConsoleInProcess(origin, address, provider, directory, {
      PORT: `${port}`,
      ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }),
      ...provider.environment(),
      ...(options.isPublic !== true && { CONSOLE_CLIENT_SECRET_FILE: secretFile }),
      ...env,
    });
    await opened.start();
    return opened;
  }

  /** @param variables for this life alone */
  async start(variables: Record<string, string> = {}): Promise<void> {
    const clock = { now: (): number => Date.now() + this.aheadMs };
    this.api = await ApiInProcess.open({ ...this.variables, ...variables }, clock);
  }

  /** Starts another service in its place, with empty files. */
  async restart(variables: Record<string, string>): Promise<void> {
    await this.api.close();
    await this.start(variables);
  }

  browser(): CookieBrowser {
    return new CookieBrowser(this.origin, this.address);
  }

  /** A browser in which somebody has signed in. */
  async signedIn(login = 'erin'): Promise<CookieBrowser> {
    const browser = this.browser();
    await browser.signIn(login);
    return browser;
  }

  /** A file in this console's own directory. @returns its path */
  file(name: string, content: string | Buffer): string {
    const path = join(this.directory, name);
    writeFileSync(path, content);
    return path;
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.provider.close();
    rmSync(this.directory, { recursive: true });
  }
}
