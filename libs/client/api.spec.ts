import { readFileSync } from 'node:fs';
import { GENERATED_FILE, generateApi } from './spec/generate-api.js';

it('the types are what the generator makes of docs/openapi.json; `npm run client` writes them anew', async () => {
  const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as object;
  expect(readFileSync(GENERATED_FILE, 'utf8')).toBe(await generateApi(document));
});
