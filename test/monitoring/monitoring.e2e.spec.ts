import { readFileSync } from 'node:fs';
import { readComposeFile } from '../deployment/compose-file.js';
import { readYaml } from '../deployment/schema.js';
import { service, withService } from '../e2e/with-service.js';
import { documentedAlarms, documentedMetrics, mentionedMetrics } from './documented.js';
import type { Exposed } from './exposed-metrics.js';
import { askable, baseOf, exposed } from './exposed-metrics.js';
import { readPromql } from './promql.js';

type Rule = {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string };
};
type Variable = {
  name: string;
  type: string;
  query: string | { query: string };
  datasource?: { uid: string };
};
type Target = { refId: string; expr: string; datasource: { uid: string } };
type Panel = {
  id: number;
  type: string;
  title: string;
  gridPos: { h: number; w: number; x: number; y: number };
  datasource?: { uid: string };
  targets?: Target[];
};
type Board = { uid: string; templating: { list: Variable[] }; panels: Panel[] };

const BOARD = 'docker/grafana/dashboards/support-access.json';
const board = JSON.parse(readFileSync(BOARD, 'utf8')) as Board;
const [alerts] = readYaml('docker/prometheus/alerts.yml') as [{ groups: { rules: Rule[] }[] }];
const rules = alerts.groups.flatMap((group) => group.rules);
const targets = board.panels.flatMap(({ title, targets = [] }) =>
  targets.map((target) => ({ title, ...target })),
);

/** What a scrape adds. */
const OF_PROMETHEUS = ['job', 'instance', 'le'];
/** Of Prometheus itself, and of a process, without labels. */
const NOT_OURS = ['up'];

let known: Exposed;
const documented = documentedMetrics();

withService();
beforeAll(async () => {
  const workspace = { workspaceId: 'a', tier: 'free', forcedSso: false, ownerIds: ['olivia'] };
  await service.command('c1', 'UpdateWorkspace', workspace);
  await service.get('/v1/workspaces/none/audit-trail', service.token('owner'));
  known = await exposed((await service.get('/metrics')).body as string);
});

/** What an expression asks for that there is not. */
function unknownTo(expression: string): string[] {
  const { selectors, grouping } = readPromql(expression);
  const names = new Set([...askable(known), ...NOT_OURS]);
  const labels = new Set(OF_PROMETHEUS);
  for (const { metric } of selectors)
    for (const label of documented.get(baseOf(metric, known)) ?? []) labels.add(label);
  return [
    ...selectors.map(({ metric }) => metric).filter((metric) => !names.has(metric)),
    ...selectors.flatMap((selector) => selector.labels).filter((label) => !labels.has(label)),
    ...grouping.filter((label) => !labels.has(label)),
  ];
}

describe('the guide', () => {
  it('has every metric of ours, and no other', () => {
    const ours = [...known.types.keys()].filter((name) => name.startsWith('support_access_'));
    expect(ours.length).toBeGreaterThan(30);
    expect([...documented.keys()].sort()).toEqual(ours.sort());
    expect(mentionedMetrics().filter((name) => !known.types.has(name))).toEqual([]);
  });

  it('names the labels that they have', () => {
    const ours = known.samples.filter(({ name }) => name.startsWith('support_access_'));
    const labelled = ours.filter(({ labels }) => labels.some((label) => label !== 'le'));
    expect(new Set(labelled.map(({ name }) => baseOf(name, known))).size).toBeGreaterThanOrEqual(8);
    for (const { name, labels } of labelled) {
      const base = baseOf(name, known);
      const named = [...documented.get(base)!, 'le'];
      expect([base, labels.filter((label) => !named.includes(label))]).toEqual([base, []]);
    }
  });
});

describe('the alerts', () => {
  it('are the alarms of the guide', () => {
    expect(rules.length).toBeGreaterThan(15);
    expect(rules.map(({ alert }) => alert).sort()).toEqual(documentedAlarms().sort());
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s asks for what there is', (_, rule) => {
    expect(unknownTo(rule.expr)).toEqual([]);
    expect(['critical', 'warning', 'info']).toContain(rule.labels.severity);
    expect(rule.annotations.summary).not.toBe('');
    // Labels of a summary are of the expression's own result.
    const told = [...rule.annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);
    const { grouping, selectors } = readPromql(rule.expr);
    const kept = selectors.flatMap(({ metric }) => documented.get(baseOf(metric, known)) ?? []);
    for (const label of told) expect([...kept, ...grouping, ...OF_PROMETHEUS]).toContain(label);
  });

  it('would be told of a metric or label that is not there', () => {
    expect(unknownTo('support_access_nothing > 1')).toEqual(['support_access_nothing']);
    expect(unknownTo('support_access_expiry_lag_seconds > 1')).toEqual(['support_access_expiry_lag_seconds']);
    expect(unknownTo('sum by (workspace) (support_access_health{part="x"})')).toEqual(['part', 'workspace']);
  });
});

describe('the board', () => {
  it.each(targets.map((target) => [`${target.title}: ${target.refId}`, target.expr] as const))(
    '%s asks for what there is',
    (_, expression) => expect(unknownTo(expression)).toEqual([]),
  );

  it('shows every metric of ours', () => {
    const shown = new Set(
      targets.flatMap(({ expr }) => readPromql(expr).selectors.map(({ metric }) => baseOf(metric, known))),
    );
    expect([...documented.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has panels with ids and queries of their own, which do not overlap', () => {
    const ids = board.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { title, targets: queries = [] } of board.panels) {
      const refs = queries.map(({ refId }) => refId);
      expect([title, new Set(refs).size]).toEqual([title, refs.length]);
    }
    const cells = board.panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: h * w }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of board.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  it('takes its data from the source that is chosen, and has every variable that it uses', () => {
    const { list } = board.templating;
    expect(list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    const sources = [...board.panels.filter(({ type }) => type !== 'row'), ...targets, ...list.slice(1)];
    for (const { datasource } of sources) expect(datasource?.uid).toBe('${datasource}');
    const used = [...JSON.stringify(board).matchAll(/\$\{?([a-z]\w*)/g)].map(([, name]) => name!);
    expect(new Set(used)).toEqual(new Set(list.map(({ name }) => name)));
    for (const { query } of list.slice(1)) {
      const [, selector] = /^label_values\((.*), \w+\)$/.exec(
        typeof query === 'string' ? query : query.query,
      )!;
      expect(unknownTo(selector!)).toEqual([]);
    }
    for (const { title, expr } of targets)
      for (const { labels } of readPromql(expr).selectors)
        expect([title, labels]).toEqual([title, expect.arrayContaining(['job', 'instance'])]);
  });

  it('is found by Grafana, with its source', () => {
    const [sources] = readYaml('docker/grafana/provisioning/datasources/prometheus.yml');
    expect(sources).toMatchObject({
      datasources: [{ uid: 'prometheus', type: 'prometheus', isDefault: true }],
    });
    const [providers] = readYaml('docker/grafana/provisioning/dashboards/support-access.yml');
    expect(providers).toMatchObject({ providers: [{ options: { path: '/var/lib/grafana/dashboards' } }] });
  });
});

describe('the profile `monitoring` of the cluster', () => {
  const { services } = readComposeFile('docker-compose.yml');
  const [prometheus] = readYaml('docker/prometheus/prometheus.yml') as [
    {
      rule_files: string[];
      scrape_configs: {
        job_name: string;
        authorization: { credentials_file: string };
        dns_sd_configs: { names: string[]; port: number }[];
      }[];
    },
  ];
  const [scrape] = prometheus.scrape_configs;

  it('runs both, and only when asked for', () => {
    const asked = Object.entries(services).filter(([, { profiles }]) => profiles?.includes('monitoring'));
    expect(asked.map(([name]) => name)).toEqual(['prometheus', 'grafana']);
  });

  it('asks every process of the cluster, by the job that the rules and the board are about', () => {
    const roles = Object.entries(services).filter(([, { environment }]) => environment?.['ROLES']);
    expect(scrape!.dns_sd_configs[0]!.names).toEqual(roles.map(([name]) => name));
    expect(scrape!.dns_sd_configs[0]!.port).toBe(3000);
    expect(board.templating.list.find(({ name }) => name === 'job')).toMatchObject({
      current: { value: scrape!.job_name },
    });
    const jobs = rules.flatMap(({ expr }) => [...expr.matchAll(/job="([^"]*)"/g)].map(([, job]) => job!));
    expect(new Set(jobs)).toEqual(new Set([scrape!.job_name]));
    expect(prometheus.rule_files).toEqual(['alerts.yml']);
  });

  it('finds the token, the rules, the source and the board where they are looked for', () => {
    const { entrypoint, volumes } = services['prometheus']!;
    expect(entrypoint!.join(' ')).toContain(`> ${scrape!.authorization.credentials_file} `);
    expect(volumes).toContain('./docker/prometheus:/etc/prometheus:ro');
    expect(services['grafana']!.volumes).toEqual(
      expect.arrayContaining([
        './docker/grafana/provisioning:/etc/grafana/provisioning:ro',
        './docker/grafana/dashboards:/var/lib/grafana/dashboards:ro',
      ]),
    );
    const [sources] = readYaml('docker/grafana/provisioning/datasources/prometheus.yml') as [
      { datasources: { url: string }[] },
    ];
    expect(sources.datasources[0]!.url).toBe('http://prometheus:9090');
  });
});
