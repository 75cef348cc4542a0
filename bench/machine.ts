import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import Database from 'better-sqlite3';

/** What the figures were measured on. */
export function machineFacts() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
    sqlite: sqliteVersion(),
    /** Of the minute before: what else the machine was doing. */
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** The commit that was measured, and whether anything differed from it. */
export function commitFacts() {
  const commit = git('rev-parse', 'HEAD');
  return {
    commit: commit || 'unknown',
    changed: commit === '' ? undefined : git('status', '--porcelain') !== '',
  };
}

const git = (...args: string[]): string => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';

function sqliteVersion(): string {
  const db = new Database(':memory:');
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  db.close();
  return version;
}
