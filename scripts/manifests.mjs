// `npm run manifests`: writes docker/k8s/support-access.yaml, which is what the Helm chart renders with the values that it comes with.
//   -- --check   says whether they differ, and changes nothing
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const FILE = join(root, 'docker/k8s/support-access.yaml');
const NAME = 'support-access';
const HEAD = `# Written by \`npm run manifests\` from docker/helm. docs/kubernetes.md says what is to be made before, and what is to be changed here.
`;

const args = ['template', NAME, join(root, 'docker/helm'), '--namespace', NAME, '--kube-version', '1.35.0'];
const { status, stdout, stderr, error } = spawnSync(process.env.HELM ?? 'helm', args, { encoding: 'utf8' });
if (error !== undefined || status !== 0) {
  console.error(
    error === undefined ? stderr : `helm cannot be run (${error.code}): it comes from https://helm.sh`,
  );
  process.exit(1);
}
const rendered = HEAD + stdout;
if (!process.argv.includes('--check')) writeFileSync(FILE, rendered);
else if (readFileSync(FILE, 'utf8') !== rendered) {
  console.error('docker/k8s is not what docker/helm renders: npm run manifests');
  process.exit(1);
}
