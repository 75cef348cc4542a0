// Writes the types of libs/client from docs/openapi.json with what is built; a test fails while the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { ensureNode } from './node.mjs';

await ensureNode();
const { GENERATED_FILE, generateApi } = await import('../dist/libs/client/spec/generate-api.js');
writeFileSync(GENERATED_FILE, await generateApi(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))));
