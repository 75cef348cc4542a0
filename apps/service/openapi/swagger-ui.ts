import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What the page is made of; nothing of it is fetched from elsewhere. */
export type Asset = { type: string; content: Buffer };

/** Relative to `/docs`, so that it works under whatever a proxy puts before it. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Support Access: the HTTP API</title>
    <link rel="icon" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <script defer src="docs/swagger-ui-bundle.js"></script>
    <script defer src="docs/start.js"></script>
  </head>
  <body>
    <div id="swagger-ui"></div>
  </body>
</html>
`;

/** In a file of its own: the page's policy allows no script within it. No validator: it would tell others of this service. */
const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: 'none' });
`;

const SCRIPT = 'text/javascript; charset=utf-8';
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': SCRIPT,
  'favicon-32x32.png': 'image/png',
};

const { resolve } = createRequire(import.meta.url);
const assets = new Map<string, Asset>([['start.js', { type: SCRIPT, content: Buffer.from(START) }]]);

/** Read when first asked for: most processes never are. Undefined for what is no part of the page. */
export function docsAsset(file: string): Asset | undefined {
  const known = assets.get(file);
  if (known !== undefined || !Object.hasOwn(FILES, file)) return known;
  const asset = { type: FILES[file]!, content: readFileSync(resolve(`swagger-ui-dist/${file}`)) };
  assets.set(file, asset);
  return asset;
}
