import { parseAllDocuments } from 'yaml';
import type { Check } from './schema.js';
import { schemaCheck } from './schema.js';

type Labels = Record<string, string>;
type Probe = { httpGet: { path: string; port: string }; timeoutSeconds?: number };
type Variable = { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } };
type Acl = { resource: { type: string; name: string; patternType: string }; operations: string[] };

type Container = {
  image: string;
  ports: { name: string; containerPort: number }[];
  env: Variable[];
  envFrom: ({ configMapRef: { name: string } } | { secretRef: { name: string } })[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  resources: { requests: Labels; limits: Labels };
  volumeMounts: { name: string; mountPath: string }[];
};

type Peer = {
  namespaceSelector?: { matchLabels?: Labels };
  podSelector?: { matchLabels: Labels };
};

/** What of a manifest these tests look at. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels };
  data?: Record<string, string>;
  spec: {
    replicas?: number;
    strategy: { type: string; rollingUpdate: { maxUnavailable: number; maxSurge: number } };
    maxUnavailable: number;
    unhealthyPodEvictionPolicy: string;
    selector: Labels & { matchLabels: Labels };
    ports: { targetPort: string }[];
    podSelector: { matchLabels: Labels };
    policyTypes: string[];
    ingress: { from: Peer[]; ports: { port: string | number }[] }[];
    egress: { to?: Peer[]; ports: { port: string | number }[] }[];
    authorization: { acls: Acl[] };
    config: Record<string, unknown>;
    groups: unknown[];
    endpoints: { path: string; authorization: { credentials: { name: string; key: string } } }[];
    template: {
      metadata: { labels: Labels };
      spec: { containers: [Container]; volumes: { name: string; secret?: { secretName: string } }[] };
    };
  };
};

/** Every document of what `helm template` prints. */
export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text, { merge: true })
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((each) => each.kind === kind);

export const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0];

/** By its kind and version; a kind that the schema does not have is not known to be right. */
export function checkOf({ apiVersion, kind }: Manifest): Check {
  const group = apiVersion === 'v1' ? 'core.v1' : apiVersion.replace(/\.k8s\.io/, '').replace('/', '.');
  return schemaCheck('kubernetes-1.35.json', `#/$defs/io.k8s.api.${group}.${kind}`);
}
