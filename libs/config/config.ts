import type { ExternalCommandType } from '#domain';

export type Role = 'api' | 'commands' | 'projections' | 'publisher' | 'expiry';
export type Tier = 'free' | 'team' | 'business';

/** The whole configuration, parsed once at start and frozen. Names follow the environment variables. */
export type Config = {
  /** `production` asks for everything that development makes up. */
  mode: 'development' | 'production';
  eventStoreUrl: string;
  /** Where a process keeps what it derives from a log that others write as well; absent: it goes with the process. */
  eventIndexDir?: string;
  readModelUrl: string;
  /** Of a log in a file: space that is kept on its disk for revocations and the ends of grants; 0: none. */
  diskReserveMib: number;
  roles: ReadonlySet<Role>;
  http: HttpConfig;
  /** Absent when HTTP is the only way in. */
  kafka?: KafkaConfig;
  auth: AuthConfig;
  metricsToken?: string;
  /** Absent when nobody collects traces. */
  tracing?: TracingConfig;
  session: SessionConfig;
  evidenceOrigin: string;
  evidence: EvidenceConfig;
  policy: { requireTicket: boolean; sessionMinutes: number };
  /** Tiers whose owners may read the audit trail (A1). */
  auditTrailTiers: ReadonlySet<Tier> | 'all';
};

export type HttpConfig = {
  /** 0: any free port. */
  port: number;
  host: string;
  /** Whose `X-Forwarded-For` is believed: nobody's, everybody's, that of so many hops, or of these addresses. */
  trustProxy: boolean | number | string;
  corsOrigins: readonly string[];
  /** What one person may ask in a minute, of each process; 0: without bound. */
  requestsPerMinute: number;
  /** HTTP connections that may be open at once, in each process. */
  maxConnections: number;
  /** Where clients reach this service; absent: the address it listens on. */
  publicUrl?: string;
};

export type KafkaConfig = {
  brokers: readonly string[];
  clientId: string;
  /** The consumer group of the command consumers. */
  groupId: string;
  topicPrefix: string;
  /** Other topics that commands come by, each with the types that it may bring; their names are whole, without the prefix. */
  commandTopics?: ReadonlyMap<string, ReadonlySet<ExternalCommandType>>;
  createTopics: boolean;
  /** For topics that we create. */
  partitions: number;
  /** For topics that we create; absent: the broker's default. */
  replication?: number;
  /** PEM texts, not file names. */
  tls?: { ca?: string; cert?: string; key?: string; rejectUnauthorized: boolean };
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
};

export type AuthConfig =
  | { kind: 'development'; keysDir: string }
  | {
      kind: 'jwks';
      issuer: string;
      jwksUrl: string;
      audience: string;
      /** Names, URLs or dotted paths of the claims that say who calls and in which roles. */
      claims: { subject: string; roles: string };
    };

/** PKCS #8 files in PEM, or, where none are named, the directory of the key that development makes. */
export type KeySource = { signingKeyFiles: readonly string[]; keysDir: string };

/** Session tokens: the first key signs, all verify. Without any, one in `keysDir` is made (never in production). */
export type SessionConfig = KeySource & { audience: string };

/** Checkpoints: the first key signs, all are published. Without any, one in `keysDir` is made (never in production). */
export type EvidenceConfig = KeySource & {
  checkpointSeconds: number;
  /** How often the whole log is verified in the background. */
  verifyHours: number;
};

/** Where traces go, as OpenTelemetry's variables say it. */
export type TracingConfig = {
  /** Of the OTLP receiver, with the path of its traces. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** For one request, its repetitions included. */
  timeoutMs: number;
  compression: 'none' | 'gzip';
  /** PEM texts, not file names. */
  tls?: { ca?: string; cert?: string; key?: string };
  serviceName: string;
  /** What else is said of this process. */
  resource: Readonly<Record<string, string>>;
  sampler: `${'parentbased_' | ''}${'always_on' | 'always_off' | 'traceidratio'}`;
  /** Of a `traceidratio` sampler: the share of traces that is recorded. */
  ratio: number;
};
