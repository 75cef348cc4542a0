import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readContainerConfig } from './container-config.js';
import { MadeKeys } from './made-keys.js';
import { readYaml, schemaCheck } from './schema.js';

const DIRECTORY = 'docker/k8s';
const ROLES = ['api', 'commands', 'projections', 'publisher', 'expiry'];
const FILES = readdirSync(DIRECTORY).sort();

type Labels = Record<string, string>;
type Probe = { httpGet: { path: string; port: string }; timeoutSeconds?: number };
type Container = {
  image: string;
  ports: { name: string; containerPort: number }[];
  env: { name: string; value: string }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  resources: { requests: Labels; limits: Labels };
  volumeMounts: { name: string; mountPath: string }[];
};
type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels };
  data?: Record<string, string>;
  spec: {
    replicas: number;
    strategy: { type: string; rollingUpdate: { maxUnavailable: number; maxSurge: number } };
    maxUnavailable: number;
    selector: Labels & { matchLabels: Labels };
    ports: { targetPort: string }[];
    template: {
      metadata: { labels: Labels };
      spec: { containers: [Container]; volumes: { name: string; secret?: { secretName: string } }[] };
    };
  };
};

const manifests = FILES.flatMap((file) => readYaml(join(DIRECTORY, file)) as Manifest[]);
const ofKind = (kind: string): Manifest[] => manifests.filter((each) => each.kind === kind);
const deployments = ofKind('Deployment');
const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0];

/** The Secrets are not ours to have: those who make them are told how, in a comment, which is held to be enough. */
const instructions = readFileSync(join(DIRECTORY, 'configuration.yaml'), 'utf8');
const secretEnv = Object.fromEntries(
  [...instructions.matchAll(/--from-literal=(\w+)=('[^']*'|"[^"]*"|\S+)/g)].map(([, name, value]) => [
    name!,
    value!
      .replaceAll(/^['"]|['"]$/g, '')
      .replaceAll(/<(\w+)>/g, '$1')
      .replace('$(openssl rand -hex 32)', 'f'.repeat(64)),
  ]),
);

let keys: MadeKeys;
beforeAll(() => {
  keys = new MadeKeys();
});
afterAll(() => keys.remove());

it.each(manifests.map((each) => [`${each.kind} ${each.metadata.name}`, each] as const))(
  '%s is what Kubernetes takes',
  (_, manifest) => {
    const check = checkOf(manifest);
    expect(check(manifest)).toEqual([]);
    // It would tell of a misspelt field.
    expect(check({ ...manifest, metdata: {} })).not.toEqual([]);
    const { name, namespace = name } = manifest.metadata;
    expect(namespace).toBe('support-access');
  },
);

it('there is a deployment and a disruption budget for each role', () => {
  for (const kind of ['Deployment', 'PodDisruptionBudget'])
    expect(
      ofKind(kind)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(ROLES.map((role) => `support-access-${role}`).sort());
});

describe.each(deployments.map((each) => [each.metadata.name, each] as const))('%s', (name, deployment) => {
  const container = containerOf(deployment);
  const pod = deployment.spec.template.spec;

  it('sets what the service understands, and all that it needs', () => {
    const env = {
      ...ofKind('ConfigMap')[0]!.data,
      ...secretEnv,
      ...Object.fromEntries(container.env.map(({ name: variable, value }) => [variable, value])),
    };
    const { config, problems, unknown } = readContainerConfig(env, keys);
    expect({ problems, unknown }).toEqual({ problems: [], unknown: [] });
    expect([...config!.roles]).toEqual([name.replace('support-access-', '')]);
    expect(container.ports).toEqual([{ name: 'http', containerPort: config!.http.port }]);
  });

  // Of the roles with a lease one pod works and the other one stands by: also during an update there is one to take over.
  it('runs on two pods, of which a drained node takes one at a time', () => {
    expect(deployment.spec.replicas).toBe(2);
    expect(deployment.spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    });
    const budget = ofKind('PodDisruptionBudget').find(({ metadata }) => metadata.name === name)!;
    expect(budget.spec.maxUnavailable).toBe(1);
    for (const { matchLabels } of [budget.spec.selector, deployment.spec.selector])
      expect(deployment.spec.template.metadata.labels).toEqual(matchLabels);
  });

  it('is asked on paths that the service has', () => {
    const paths = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(paths.map(({ httpGet }) => httpGet)).toEqual([
      { path: '/health/live', port: 'http' },
      { path: '/health/live', port: 'http' },
      { path: '/health/ready', port: 'http' },
    ]);
    // A part of the service is given 900 ms to answer; the default of one second would cut that short.
    expect(container.readinessProbe.timeoutSeconds).toBeGreaterThan(1);
  });

  it('may do nothing but serve', () => {
    expect(container).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: { requests: { cpu: expect.any(String), memory: expect.any(String) } },
    });
    expect(container.resources.limits).toHaveProperty('memory');
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.image).toMatch(/:\d+\.\d+\.\d+$/);
  });

  it('has a place for the index of commands where it takes any', () => {
    const places = container.volumeMounts.map(({ mountPath }) => mountPath);
    const takesCommands = /-(api|commands|expiry)$/.test(name);
    expect(places.includes(ofKind('ConfigMap')[0]!.data!['EVENT_INDEX_DIR']!)).toBe(takesCommands);
  });

  it('mounts volumes that are there, and Secrets that the instructions make', () => {
    const volumes = pod.volumes.map((volume) => volume.name);
    expect(container.volumeMounts.map((mount) => mount.name)).toEqual(volumes);
    const secrets = [...JSON.stringify(deployment).matchAll(/"secret(?:Ref":\{"n|N)ame":"([^"]+)"/g)];
    expect(new Set(secrets.map(([, secret]) => secret))).toEqual(
      new Set(['support-access-keys', 'support-access-stores']),
    );
    for (const [, secret] of secrets) expect(instructions).toContain(`create secret generic ${secret} `);
  });
});

it('the Service leads to the pods of the API', () => {
  const [service, ...others] = ofKind('Service');
  expect(others).toEqual([]);
  const api = deployments.find(({ metadata }) => metadata.name === 'support-access-api')!;
  expect(api.spec.template.metadata.labels).toEqual(service!.spec.selector);
  expect(service!.spec.ports.map(({ targetPort }) => targetPort)).toEqual(['http']);
});

it('no secret is among them', () => {
  expect(ofKind('Secret')).toEqual([]);
  for (const value of Object.values(ofKind('ConfigMap')[0]!.data!)) expect(value).not.toMatch(/:\/\/[^/]*@/);
});

/** By its kind and version; a kind that the schema does not have is not known to be right. */
function checkOf({ apiVersion, kind }: Manifest) {
  const group = apiVersion === 'v1' ? 'core.v1' : apiVersion.replace(/\.k8s\.io/, '').replace('/', '.');
  return schemaCheck('kubernetes-1.35.json', `#/$defs/io.k8s.api.${group}.${kind}`);
}
