// Writes docs/openapi.json, docs/asyncapi.yaml and docs/schemas from the code, and the types of libs/client from the first; the code must be
// built, and tests fail while any of them differ.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Document, isCollection, visit } from 'yaml';
import { ensureNode } from './node.mjs';

/** Longest map, list or text that stands in one line. */
const MAX_LINE_CHARACTERS = 80;

await ensureNode();
const { format, resolveConfig } = await import('prettier');
const { openApiDocument } = await import('../dist/apps/service/openapi/document.js');
const { asyncApiDocument } = await import('../dist/libs/contracts/spec/asyncapi/document.js');
const { messageSchemas } = await import('../dist/libs/contracts/spec/message-schemas.js');
const write = async (file, text) =>
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));

await write('docs/openapi.json', JSON.stringify(openApiDocument()));
await write('docs/asyncapi.yaml', yaml(asyncApiDocument()));
rmSync('docs/schemas', { recursive: true, force: true });
mkdirSync('docs/schemas');
for (const [name, schema] of Object.entries(messageSchemas()))
  await write(`docs/schemas/${name}.json`, JSON.stringify(schema));
await import('./client.mjs');

/** As a person would write it: short maps and lists in one line, long texts in blocks. */
function yaml(value) {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  document.commentBefore =
    ' Written by `npm run openapi` from libs/contracts and, for what only Kafka has, its spec/asyncapi/kafka.yaml.';
  visit(document, {
    Collection(_, node) {
      node.flow = JSON.stringify(node).length <= MAX_LINE_CHARACTERS;
    },
    Scalar(_, node) {
      if (String(node.value).length > MAX_LINE_CHARACTERS && /\s/.test(node.value))
        node.type = 'BLOCK_FOLDED';
      if (String(node.value).includes('\n')) node.type = 'BLOCK_LITERAL';
    },
  });
  for (const { key, value } of document.contents.items) key.spaceBefore = isCollection(value);
  return document.toString({ lineWidth: 130, singleQuote: true });
}
