import { existsSync, readFileSync } from 'node:fs';

const dockerfile = readFileSync('docker/Dockerfile', 'utf8');
const ignored = readFileSync('docker/Dockerfile.dockerignore', 'utf8').split('\n');

it('has the Node.js of development and of the tests', () => {
  const [, image] = /^ARG NODE_IMAGE=node:(\d+)\.\d+\.\d+-/m.exec(dockerfile)!;
  expect(image).toBe(readFileSync('.node-version', 'utf8').trim());
});

it('is built of files that are there and not left out', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
    paths!.split(' '),
  );
  expect(copied).toContain('package.json');
  for (const path of copied) {
    expect([path, existsSync(path.replace('/*.mjs', '/health.mjs'))]).toEqual([path, true]);
    expect(ignored).toContain(`!${path}`);
  }
});

it('runs as a user without rights, and what it starts is there', () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^USER node$/m);
  for (const [, file] of last.matchAll(/"((?:dist|docker)\/[^"]+)"/g))
    expect([file, existsSync(file!.replace(/^dist\/(.*)\.js$/, '$1.ts'))]).toEqual([file, true]);
});

it('has neither the tools of its build nor what only the build needs', () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^\nFROM \$\{NODE_IMAGE\}\n/);
  expect(dockerfile).toMatch(/^FROM packages AS dependencies\nRUN --mount=\S+ npm ci --omit=dev /m);
  expect(last).toContain('COPY --from=dependencies /app/node_modules node_modules\n');
});
