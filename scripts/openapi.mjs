// Writes docs/openapi.json from the code, which must be built; a test fails while the two differ.
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { openApiDocument } from '../dist/apps/service/openapi/document.js';

writeFileSync(
  'docs/openapi.json',
  await format(JSON.stringify(openApiDocument()), { parser: 'json', printWidth: 110 }),
);
