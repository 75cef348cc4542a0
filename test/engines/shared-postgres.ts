import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { privatePostgresSource, startPrivatePostgres } from './postgres-server.js';
import { sharedEngine } from './shared-engine.js';

/** A database of one suite's own. */
export type PostgresDatabase = { url: string; drop(): Promise<void> };

/** One server for all suites of a test run: that of `POSTGRES_URL`, or one of ours. */
export async function sharedPostgresUrl(): Promise<string> {
  if (process.env.POSTGRES_URL) return process.env.POSTGRES_URL;
  return sharedEngine('postgres', privatePostgresSource() === 'docker', async (ownerPid, dir) => {
    const { url } = await startPrivatePostgres(ownerPid, dir);
    return url;
  });
}

/** An empty database on a server. */
export async function newDatabase(serverUrl?: string): Promise<PostgresDatabase> {
  const server = serverUrl ?? (await sharedPostgresUrl());
  const name = `support_access_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Runs one statement with a connection of its own. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
