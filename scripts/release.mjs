// Run by `npm version`, between the new number in package.json and its commit: closes the changelog's section, and writes anew what has
// the version in it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { closeSection } from './close-changelog.mjs';

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });

const { npm_package_version: version } = process.env;
if (!version) throw new Error('this is run by npm version, see RELEASING.md');
const date = new Date().toISOString().slice(0, 10);
writeFileSync('CHANGELOG.md', closeSection(readFileSync('CHANGELOG.md', 'utf8'), version, date));
for (const name of readdirSync('packages')) {
  const file = `packages/${name}/package.json`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<="version": ")[^"]+/, version));
}
const chart = 'docker/helm/Chart.yaml';
writeFileSync(chart, readFileSync(chart, 'utf8').replaceAll(/(?<=^(?:version|appVersion): ).*$/gm, version));
run('npm', 'run', '--silent', 'openapi');
run('npm', 'run', '--silent', 'manifests');
run('git', 'add', 'CHANGELOG.md', 'docker', 'docs', 'libs/client', 'packages');
