// The raw baseline of an export: the same rows of the read models' file, each as JSON.stringify has it, over HTTP, in a
// process of its own: node raw-export.js <file>.
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';

const PAGE = 500;

type Row = { at: number; position: number };

const db = new Database(process.argv[2] ?? '', { readonly: true });
const COLUMNS = 'id, type, at, recorded_at, revision, position, data, source';
const first = db.prepare(
  `SELECT ${COLUMNS} FROM audit_entries WHERE workspace = 1 ORDER BY at DESC, position DESC LIMIT ${PAGE}`,
);
const next = db.prepare(
  `SELECT ${COLUMNS} FROM audit_entries WHERE workspace = 1 AND (at, position) < (?, ?)
   ORDER BY at DESC, position DESC LIMIT ${PAGE}`,
);

const server = createServer((_request, response) => void write(response));

async function write(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  for (let rows = first.all() as Row[]; rows.length > 0;) {
    let text = '';
    for (const row of rows) text += `${JSON.stringify(row)}\n`;
    if (!response.write(text)) await once(response, 'drain');
    const { at, position } = rows.at(-1)!;
    rows = next.all(at, position) as Row[];
  }
  response.end();
}

server.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.on('disconnect', () => process.exit(0));
