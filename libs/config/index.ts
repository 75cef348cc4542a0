export { systemClock } from './clock.js';
export type { Clock } from './clock.js';
export { ConfigError } from './config-error.js';
export type { ConfigProblem } from './config-error.js';
export type {
  AuthConfig,
  Config,
  ConsoleConfig,
  EvidenceConfig,
  HttpConfig,
  KafkaConfig,
  KafkaOAuth,
  KeySource,
  OidcClient,
  Role,
  SessionConfig,
  Tier,
  TracingConfig,
} from './config.js';
export { readCookieKeys } from './cookie-keys.js';
export { readEventStoreDbUrl } from './eventstoredb-url.js';
export { parseConfig } from './parse-config.js';
export { isLoopback } from './parse-http.js';
export { developmentKey, readSigningKeys } from './signing-keys.js';
export { sqliteFile } from './sqlite-url.js';
export { topicNames } from './topic-names.js';
export type { TopicNames } from './topic-names.js';
export { version } from './version.js';
