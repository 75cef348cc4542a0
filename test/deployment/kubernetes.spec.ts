import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readContainerConfig } from './container-config.js';
import { MadeKeys } from './made-keys.js';
import type { Manifest } from './manifests.js';
import { checkOf, containerOf, manifestsOf, ofKind } from './manifests.js';
import { readYaml } from './schema.js';

// What a reader without Helm applies; that it is what the chart renders is held by chart.helm.spec.ts.

const manifests = ['namespace', 'support-access'].flatMap((file) =>
  manifestsOf(readFileSync(`docker/k8s/${file}.yaml`, 'utf8')),
);
const ROLES = ['api', 'commands', 'projections', 'publisher', 'expiry', 'console'];
const deployments = ofKind(manifests, 'Deployment');

/** The Secrets are not ours to have: those who make them are told how by the guide, which is held to be enough. */
const guide = readFileSync('docs/kubernetes.md', 'utf8');
const secretEnv = Object.fromEntries(
  [...guide.replaceAll(' \\\n', '').matchAll(/create secret generic (\S+)(.*)/g)].map(([, secret, rest]) => [
    secret!,
    Object.fromEntries(
      [...rest!.matchAll(/--from-literal=(\w+)=('[^']*'|"[^"]*"|\S+)/g)].map(([, name, value]) => [
        name!,
        value!
          .replaceAll(/^['"]|['"]$/g, '')
          .replaceAll(/<(\w+)>/g, '$1')
          .replace('$(openssl rand -hex 32)', 'f'.repeat(64)),
      ]),
    ),
  ]),
);
const secretFiles = [...guide.matchAll(/--from-file=(?:[\w-]+=)?([\w.-]+)/g)].map(([, file]) => file!);

let keys: MadeKeys;
beforeAll(() => {
  keys = new MadeKeys();
  // What only an operator of the console makes.
  writeFileSync(keys.path('/keys/cookie-key'), randomBytes(32));
  writeFileSync(keys.path('/keys/client-secret'), 'secret');
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

it('there is a deployment, a service, a disruption budget and a network policy for each role', () => {
  for (const kind of ['Deployment', 'PodDisruptionBudget', 'NetworkPolicy'])
    expect(
      ofKind(manifests, kind)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(ROLES.map((role) => `support-access-${role}`).sort());
  expect(ofKind(manifests, 'Service').map(({ metadata }) => metadata.name)).toContain('support-access');
});

describe.each(deployments.map((each) => [each.metadata.name, each] as const))('%s', (name, deployment) => {
  const container = containerOf(deployment);
  const pod = deployment.spec.template.spec;
  const role = name.replace('support-access-', '');
  const mounts = container.volumeMounts.map(({ mountPath }) => mountPath);

  it('sets what the service understands, and all that it needs', () => {
    const sources = container.envFrom.map((from) =>
      'configMapRef' in from
        ? ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === from.configMapRef.name)!
            .data!
        : secretEnv[from.secretRef.name]!,
    );
    const own = container.env.map(({ name: variable, value }) => [variable, value!]);
    const env = Object.assign({}, ...sources, Object.fromEntries(own)) as Record<string, string>;
    const { config, problems, unknown } = readContainerConfig(env, keys);
    expect({ problems, unknown }).toEqual({ problems: [], unknown: [] });
    expect([...config!.roles]).toEqual([role]);
    expect(container.ports).toEqual([{ name: 'http', containerPort: config!.http.port }]);
  });

  it('has the keys that its role uses, and no others', () => {
    const expected = {
      api: ['/keys/session', '/keys/evidence'],
      commands: ['/keys/evidence'],
      projections: ['/keys/evidence'],
      publisher: [],
      expiry: ['/keys/evidence'],
      console: ['/keys/console'],
    }[role];
    expect(mounts.filter((path) => path.startsWith('/keys'))).toEqual(expected);
    const secrets = container.envFrom.flatMap((from) => ('secretRef' in from ? [from.secretRef.name] : []));
    expect(secrets).toEqual(
      role === 'console' ? ['support-access-metrics'] : ['support-access-metrics', 'support-access-stores'],
    );
  });

  // Of the roles with a lease one pod works and the other one stands by: also during an update there is one to take over.
  it('runs on two pods, of which a drained node takes one at a time, and any that is not ready', () => {
    expect(deployment.spec.replicas).toBe(2);
    expect(deployment.spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    });
    const budget = ofKind(manifests, 'PodDisruptionBudget').find(({ metadata }) => metadata.name === name)!;
    expect(budget.spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    for (const { matchLabels } of [budget.spec.selector, deployment.spec.selector])
      expect(deployment.spec.template.metadata.labels).toEqual(matchLabels);
  });

  it('is asked on paths that the service has, and may take an hour to hold the log against its checkpoints', () => {
    const paths = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(paths.map(({ httpGet }) => httpGet)).toEqual([
      { path: '/health/live', port: 'http' },
      { path: '/health/live', port: 'http' },
      { path: '/health/ready', port: 'http' },
    ]);
    expect(container.startupProbe).toMatchObject({ periodSeconds: 2, failureThreshold: 1_800 });
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
    const takesCommands = ['api', 'commands', 'expiry'].includes(role);
    expect(mounts.includes('/data')).toBe(takesCommands);
    expect(container.env.some(({ name: variable }) => variable === 'EVENT_INDEX_DIR')).toBe(takesCommands);
  });

  it('mounts volumes that are there, and Secrets that the guide makes', () => {
    expect(container.volumeMounts.map((mount) => mount.name)).toEqual(
      pod.volumes.map((volume) => volume.name),
    );
    const secrets = [...JSON.stringify(deployment).matchAll(/"secret(?:Ref":\{"n|N)ame":"([^"]+)"/g)];
    for (const [, secret] of secrets) expect(guide).toContain(`create secret generic ${secret} `);
    const files = container.env.flatMap(({ value }) => /^\/keys\/\w+\/(.+)$/.exec(value ?? '')?.[1] ?? []);
    for (const file of files) expect(secretFiles).toContain(file);
  });

  it('is reached by Prometheus, where people or programs call it by the ingress, and by nobody else', () => {
    const policy = ofKind(manifests, 'NetworkPolicy').find(({ metadata }) => metadata.name === name)!.spec;
    expect(policy.podSelector.matchLabels).toEqual(deployment.spec.selector.matchLabels);
    expect(policy.policyTypes).toEqual(['Ingress', 'Egress']);
    const [{ from, ports }, ...others] = policy.ingress as [Manifest['spec']['ingress'][number]];
    expect(others).toEqual([]);
    expect(ports.map(({ port }) => port)).toEqual(['http']);
    const namespace = (it: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': it } },
    });
    const web = ['api', 'console'].includes(role) ? [namespace('ingress-nginx')] : [];
    const consolePods = deployments.find(({ metadata }) => metadata.name.endsWith('-console'))!.spec.selector;
    expect(from).toEqual([
      namespace('monitoring'),
      ...web,
      ...(role === 'api' ? [{ podSelector: { matchLabels: consolePods.matchLabels } }] : []),
    ]);
    const reached = policy.egress.flatMap((rule) => rule.ports.map(({ port }) => port));
    expect(reached).toEqual(role === 'console' ? [53, 53, 'http', 443] : [53, 53, 2113, 5432, 9093, 443]);
  });
});

it('each Service leads to the pods of its role', () => {
  for (const { metadata, spec } of ofKind(manifests, 'Service')) {
    const name = metadata.name === 'support-access' ? 'support-access-api' : metadata.name;
    const deployment = deployments.find((each) => each.metadata.name === name)!;
    expect(deployment.spec.template.metadata.labels).toEqual(spec.selector);
    expect(spec.ports.map(({ targetPort }) => targetPort)).toEqual(['http']);
  }
});

it('no secret is among them', () => {
  expect(ofKind(manifests, 'Secret')).toEqual([]);
  for (const { data } of ofKind(manifests, 'ConfigMap'))
    for (const value of Object.values(data!)) expect(value).not.toMatch(/:\/\/[^/]*@/);
});

it('the chart has the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const [chart] = readYaml('docker/helm/Chart.yaml');
  expect(chart).toMatchObject({ version, appVersion: version });
});
