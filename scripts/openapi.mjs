// Writes docs/openapi.json from the code, and the types of libs/client from that; both must be built, and tests fail while any
// of them differ.
import { writeFileSync } from 'node:fs';
import { ensureNode } from './node.mjs';

await ensureNode();
const { format } = await import('prettier');
const { openApiDocument } = await import('../dist/apps/service/openapi/document.js');
writeFileSync(
  'docs/openapi.json',
  await format(JSON.stringify(openApiDocument()), { parser: 'json', printWidth: 110 }),
);
await import('./client.mjs');
