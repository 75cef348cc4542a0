import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Ended } from '../support/program.js';
import { Program } from '../support/program.js';
import { programEnv } from '../support/program-env.js';

export type PackageName = 'client' | 'verify';

/** A directory outside of the repository, as that of a program of somebody else. */
export class EmptyDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'support-access-package-'));

  /** Makes the tarball of one of our packages as a release does. @returns its path */
  pack(name: PackageName): string {
    const target = join(this.path, '..', `${this.path}-tarballs`);
    mkdirSync(target, { recursive: true });
    const args = ['pack', '--silent', resolve('packages', name), '--pack-destination', target];
    return join(target, this.npm(args).trim().split('\n').at(-1)!);
  }

  /**
   * Installs our package from its tarball, without a network: of what it depends on, what the repository has is linked.
   * @param linked what else the program needs
   */
  install(name: PackageName, linked: readonly string[]): void {
    const there = linked.map((each) => resolve('node_modules', each));
    this.npm([
      'install',
      '--offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      this.pack(name),
      ...there,
    ]);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.path, file), text);
  }

  /** Runs a program in it to its end. */
  run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return new Program(spawn(command, args, { cwd: this.path, env: { ...programEnv(), ...env } })).toEnd();
  }

  node(file: string, env: Record<string, string> = {}): Promise<Ended> {
    return this.run(process.execPath, [file], env);
  }

  remove(): void {
    for (const path of [this.path, `${this.path}-tarballs`]) rmSync(path, { recursive: true, force: true });
  }

  private npm(args: readonly string[]): string {
    return execFileSync('npm', args, {
      cwd: this.path,
      env: { ...programEnv(), npm_config_update_notifier: 'false' },
      encoding: 'utf8',
    });
  }
}
