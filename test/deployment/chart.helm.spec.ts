import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describeWith, HELM } from '../engines/engines.js';
import type { Manifest } from './manifests.js';
import { checkOf, containerOf, manifestsOf, ofKind } from './manifests.js';
import { readYaml } from './schema.js';

const CHART = 'docker/helm';
/** Custom resources, of operators whose schemas are not held here. */
const OF_OPERATORS = /^(monitoring\.coreos\.com|kafka\.strimzi\.io)\//;

const helm = (...args: string[]) => spawnSync(HELM, args, { encoding: 'utf8' });

function render(...settings: string[]): { manifests: Manifest[]; error: string } {
  const args = ['--kube-version', '1.35.0', '--namespace', 'support', ...settings];
  const { status, stdout, stderr } = helm('template', 'one', CHART, ...args);
  return { manifests: status === 0 ? manifestsOf(stdout) : [], error: status === 0 ? '' : stderr };
}

describeWith(['helm'], 'the chart', () => {
  it('renders the manifests that are kept for those who have no Helm', () => {
    const { status, stderr } = spawnSync('node', ['scripts/manifests.mjs', '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has nothing that helm lint speaks of', () => {
    const { status, stdout } = helm('lint', '--strict', '--kube-version', '1.35.0', CHART);
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  it.each([
    ['a misspelt name', ['--set', 'roles.api.replcas=3'], 'replcas'],
    ['a secret among the settings', ['--set-string', 'config.service.METRICS_TOKEN=abc'], '/config/service'],
    ['a variable that is no text', ['--set', 'config.service.KAFKA_PARTITIONS=12'], 'KAFKA_PARTITIONS'],
    ['a digest that is none', ['--set', 'image.digest=abc'], '/image/digest'],
  ])('refuses %s', (_, settings, named) => {
    const { error } = render(...settings);
    expect(error).toContain(named);
  });

  it('takes a digest in place of a tag', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const images = ofKind(render('--set', `image.digest=${digest}`).manifests, 'Deployment').map(
      (each) => containerOf(each).image,
    );
    expect(new Set(images)).toEqual(new Set([`registry.example.com/support-access@${digest}`]));
  });

  it('leaves out a role, with all that is its own', () => {
    const { manifests } = render('--set', 'roles.publisher.enabled=false,roles.console.enabled=false');
    const named = manifests
      .map(({ metadata }) => metadata.name)
      .filter((name) => /publisher|console/.test(name));
    expect(named).toEqual([]);
    expect(ofKind(manifests, 'Deployment')).toHaveLength(4);
  });
});

describeWith(['helm'], 'the chart with everything on', () => {
  const { manifests } = render(
    '--set',
    'strimzi.enabled=true,monitoring.enabled=true,ingress.enabled=true,ingress.tlsSecret=tls',
    '--set',
    'roles.api.autoscaling.enabled=true,roles.commands.autoscaling.enabled=true',
    '--set',
    'secrets.kafkaCa=kafka-ca,image.pullSecrets={registry}',
    '--set-string',
    'config.service.KAFKA_COMMAND_TOPICS=billing.commands=UpdateWorkspace',
  );

  it('is what Kubernetes takes, in the namespace of the release', () => {
    expect(manifests.length).toBeGreaterThan(30);
    for (const manifest of manifests) {
      const { kind, metadata, apiVersion } = manifest;
      const problems = OF_OPERATORS.test(apiVersion) ? [] : checkOf(manifest)(manifest);
      expect({ kind, name: metadata.name, problems, namespace: metadata.namespace }).toEqual({
        kind,
        name: metadata.name,
        problems: [],
        namespace: 'support',
      });
    }
  });

  it('leaves the replicas of an autoscaled role to its autoscaler', () => {
    const scaled = ofKind(manifests, 'HorizontalPodAutoscaler').map(({ metadata }) => metadata.name);
    expect(scaled).toEqual(['one-api', 'one-commands']);
    for (const { metadata, spec } of ofKind(manifests, 'Deployment'))
      expect([metadata.name, spec.replicas]).toEqual([
        metadata.name,
        scaled.includes(metadata.name) ? undefined : 2,
      ]);
  });

  it('gives the Prometheus Operator the metrics, by their token, and the alarms of the guide', () => {
    const [monitor] = ofKind(manifests, 'ServiceMonitor');
    expect(monitor!.spec.endpoints).toMatchObject([
      {
        path: '/metrics',
        authorization: { credentials: { name: 'support-access-metrics', key: 'METRICS_TOKEN' } },
      },
    ]);
    const [alarms] = readYaml('docker/prometheus/alerts.yml') as { groups: unknown[] }[];
    expect(ofKind(manifests, 'PrometheusRule')[0]!.spec.groups).toEqual(alarms!.groups);
  });

  it('has a Kafka user for each role with the ACLs of the guide, and each signs in as its own', () => {
    const users = ofKind(manifests, 'KafkaUser');
    const found = users.flatMap(({ metadata, spec }) =>
      spec.authorization.acls.flatMap(({ resource, operations }) =>
        operations.map(
          (operation) =>
            `${metadata.name.replace('one-', 'support-access-')} ${operation} ${resource.type} ${resource.name} ${resource.patternType}`,
        ),
      ),
    );
    expect([...new Set(found)].sort()).toEqual(aclsOfTheGuide().sort());
    for (const deployment of ofKind(manifests, 'Deployment')) {
      const { name } = deployment.metadata;
      const env = containerOf(deployment).env.filter((each) => each.name.startsWith('KAFKA_SASL'));
      expect(env).toEqual(
        name === 'one-console'
          ? []
          : [
              { name: 'KAFKA_SASL_USERNAME', value: name },
              { name: 'KAFKA_SASL_PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } },
            ],
      );
    }
    expect(users).toHaveLength(5);
  });

  it('makes the topics as the service would', () => {
    const topics = ofKind(manifests, 'KafkaTopic').map(({ metadata, spec }) => [metadata.name, spec.config]);
    const every = { 'min.insync.replicas': 2 };
    expect(Object.fromEntries(topics)).toEqual({
      'support-access.commands': every,
      'support-access.command-results': every,
      'support-access.events': every,
      'support-access.checkpoints': { ...every, 'retention.ms': -1 },
      // Twice the broker's default for a message, and 64 KiB.
      'support-access.commands.dead-letter': { ...every, 'max.message.bytes': 2 * 1_048_588 + 65_536 },
    });
  });
});

/** By the commands of docs/kafka.md, for the service's own roles; without Create, since the chart makes the topics. */
function aclsOfTheGuide(): string[] {
  const [, commands] = /```sh acls\n([\s\S]*?)```/.exec(readFileSync('docs/kafka.md', 'utf8'))!;
  const roles = ['api', 'commands', 'expiry', 'projections', 'publisher'].map(
    (role) => `support-access-${role}`,
  );
  return commands!
    .split('\n')
    .filter((line) => line.startsWith('allow -') || line.startsWith('allow $EACH'))
    .flatMap((line) => {
      const principals = line.includes('$EACH')
        ? roles
        : [...line.matchAll(/--allow-principal User:(\S+)/g)].map(([, name]) => name!);
      const operations = [...line.matchAll(/--operation (\S+)/g)].map(([, operation]) => operation!);
      const [, type, name] = / --(topic|group) (\S+)/.exec(line)!;
      const pattern = line.includes('--resource-pattern-type prefixed') ? 'prefix' : 'literal';
      return principals
        .filter((principal) => roles.includes(principal))
        .flatMap((principal) =>
          operations
            .filter((operation) => operation !== 'Create')
            .map((operation) => `${principal} ${operation} ${type} ${name} ${pattern}`),
        );
    });
}
