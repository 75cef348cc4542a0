import type { ExternalCommandType, Policy } from '#domain';

export type Role = 'api' | 'commands' | 'projections' | 'publisher' | 'expiry' | 'console';
export type Tier = 'free' | 'team' | 'business';

/** The whole configuration, parsed once at start and frozen. Names follow the environment variables. */
export type Config = {
  /** `production` requires the settings that development makes up. */
  mode: 'development' | 'production';
  eventStoreUrl: string;
  /** Directory of the index derived from a shared log; absent: a temporary one that is removed with the process. */
  eventIndexDir?: string;
  readModelUrl: string;
  /** Disk space reserved for revocations and the ends of grants when the log is a file, in MiB; 0: none. */
  diskReserveMib: number;
  roles: ReadonlySet<Role>;
  http: HttpConfig;
  /** There with the role `console`. */
  console?: ConsoleConfig;
  /** Absent without Kafka. */
  kafka?: KafkaConfig;
  auth: AuthConfig;
  metricsToken?: string;
  /** Absent when tracing is off. */
  tracing?: TracingConfig;
  session: SessionConfig;
  evidenceOrigin: string;
  evidence: EvidenceConfig;
  policy: Policy;
  /** Tiers whose owners may read the audit trail (A1). */
  auditTrailTiers: ReadonlySet<Tier> | 'all';
};

export type HttpConfig = {
  /** 0: any free port. */
  port: number;
  host: string;
  /** Which proxies' `X-Forwarded-For` is trusted: none, all, so many hops, or these addresses. */
  trustProxy: boolean | number | string;
  corsOrigins: readonly string[];
  /** Maximum requests of one person per minute and process; 0: no limit. */
  requestsPerMinute: number;
  /** Maximum number of open HTTP connections per process. */
  maxConnections: number;
  /** How long requests are still taken after a stop was asked for. */
  drainSeconds: number;
  /** The URL that clients use; absent: the address it listens on. */
  publicUrl?: string;
};

export type KafkaConfig = {
  brokers: readonly string[];
  clientId: string;
  /** The consumer group of the command consumers. */
  groupId: string;
  topicPrefix: string;
  /** Further command topics with the types each may carry; the names are complete, without the prefix. */
  commandTopics?: ReadonlyMap<string, ReadonlySet<ExternalCommandType>>;
  createTopics: boolean;
  /** Partitions of topics that the service creates. */
  partitions: number;
  /** Replication of topics that the service creates; absent: the broker's default. */
  replication?: number;
  /** PEM texts, not file names. */
  tls?: { ca?: string; cert?: string; key?: string; rejectUnauthorized: boolean };
  sasl?:
    | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
    | KafkaOAuth;
  /** The brokers' `broker.rack` where this process runs: its consumers then read from replicas of that rack. */
  rackId?: string;
};

/** Access tokens by client credentials (RFC 6749, 4.4), shown to the brokers by SASL/OAUTHBEARER (RFC 7628). */
export type KafkaOAuth = {
  mechanism: 'oauthbearer';
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Separated by blanks. */
  scope?: string;
  /** Sent along with each token request, such as `audience` or `resource`. */
  parameters: Readonly<Record<string, string>>;
  /** SASL extensions, which some brokers ask for. */
  extensions: Readonly<Record<string, string>>;
};

export type AuthConfig =
  | { kind: 'development'; keysDir: string }
  | {
      kind: 'jwks';
      issuer: string;
      jwksUrl: string;
      audience: string;
      /** Names, URLs or dotted paths of the claims for the caller's id and roles. */
      claims: { subject: string; roles: string };
    };

/** The web pages for owners, engineers and auditors. */
export type ConsoleConfig = {
  /** The vendor's name, in the header of every page. */
  brand: string;
  /** Where the console sends its calls; absent: to the address that this process listens on. */
  apiUrl?: string;
  /** How people sign in. */
  signIn: { kind: 'picker' } | ({ kind: 'oidc' } & OidcClient);
  /** Files of 32 random bytes: the first encrypts cookies, all decrypt. Without any, one in `keysDir` is made (never in production). */
  cookieKeyFiles: readonly string[];
  keysDir: string;
  /** Where the desk posts a session's token; absent: the desk offers no log-in. */
  sessionLandingUrl?: string;
  /** With the place `{ticketId}`; absent: tickets are not links. */
  ticketUrl?: string;
};

/** The console as a client of the identity provider in `AUTH_ISSUER`. */
export type OidcClient = {
  clientId: string;
  /** Absent: a public client, which proves itself by PKCE alone. */
  clientSecret?: string;
  /** Separated by blanks. */
  scopes: string;
  /** Sent along when somebody signs in, such as `resource` or `audience`. */
  parameters: Readonly<Record<string, string>>;
};

/** Key files (PKCS #8 in PEM); without any, the directory of the development key. */
export type KeySource = { signingKeyFiles: readonly string[]; keysDir: string };

/** Session tokens: the first key signs, all verify. Without any, one in `keysDir` is made (never in production). */
export type SessionConfig = KeySource & { audience: string };

/** Checkpoints: the first key signs, all are published. Without any, one in `keysDir` is made (never in production). */
export type EvidenceConfig = KeySource & {
  checkpointSeconds: number;
  /** How often the whole log is verified in the background. */
  verifyHours: number;
};

/** Trace export, by OpenTelemetry's variables. */
export type TracingConfig = {
  /** URL of the OTLP receiver, including the path for traces. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Limit for one export request including its retries, in milliseconds. */
  timeoutMs: number;
  compression: 'none' | 'gzip';
  /** PEM texts, not file names. */
  tls?: { ca?: string; cert?: string; key?: string };
  serviceName: string;
  /** Resource attributes of this process. */
  resource: Readonly<Record<string, string>>;
  sampler: `${'parentbased_' | ''}${'always_on' | 'always_off' | 'traceidratio'}`;
  /** For a `traceidratio` sampler: the fraction of traces to record, 0 to 1. */
  ratio: number;
};
