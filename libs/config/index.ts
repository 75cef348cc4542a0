export { systemClock } from './clock.js';
export type { Clock } from './clock.js';
export type { AuthConfig, Config, KafkaConfig, Role } from './config.js';
