import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `docker/make-keys.mjs` makes, in a folder of its own: `keys`, `issuer`, `secrets` and `cookies`, as a container has them at its root. */
export class MadeKeys {
  readonly root = mkdtempSync(join(tmpdir(), 'support-access-deployment-'));

  constructor(private readonly database = 'postgres:5432:support_access:support_access') {
    for (const name of ['keys', 'issuer', 'secrets', 'cookies']) mkdirSync(join(this.root, name));
    this.make();
  }

  make(): void {
    execFileSync(process.execPath, ['docker/make-keys.mjs'], {
      env: {
        KEYS_DIR: this.path('/keys'),
        ISSUER_DIR: this.path('/issuer'),
        SECRETS_DIR: this.path('/secrets'),
        COOKIES_DIR: this.path('/cookies'),
        DATABASE: this.database,
      },
    });
  }

  /** Where a file of a container is here. */
  path(absolute: string): string {
    return join(this.root, absolute);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
