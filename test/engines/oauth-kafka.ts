import type { KafkaBroker } from './broker.js';
import { SHORT_LIFE, startKafkaProcess } from './kafka-process.js';

const SECURE = 'listener.name.secure';
const OAUTH = 'org.apache.kafka.common.security.oauthbearer';

export type TokenRules = {
  issuer: string;
  jwksUrl: string;
  audience: string;
};

/**
 * A broker whose clients show access tokens, by Apache Kafka's own validator: signature by the issuer's keys, issuer, audience and
 * expiry. A connection whose token expires is closed unless it shows another one before.
 */
export function startOAuthKafka({ issuer, jwksUrl, audience }: TokenRules): Promise<KafkaBroker> {
  return startKafkaProcess(process.pid, undefined, SHORT_LIFE, {
    protocol: 'SASL_PLAINTEXT',
    properties: [
      `${SECURE}.sasl.enabled.mechanisms=OAUTHBEARER`,
      `${SECURE}.oauthbearer.sasl.jaas.config=${OAUTH}.OAuthBearerLoginModule required;`,
      `${SECURE}.oauthbearer.sasl.server.callback.handler.class=${OAUTH}.OAuthBearerValidatorCallbackHandler`,
      `${SECURE}.oauthbearer.connections.max.reauth.ms=3600000`,
      `sasl.oauthbearer.jwks.endpoint.url=${jwksUrl}`,
      `sasl.oauthbearer.expected.issuer=${issuer}`,
      `sasl.oauthbearer.expected.audience=${audience}`,
    ],
    // Since 4.0 a broker asks no URL that is not in this list.
    options: [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${jwksUrl}`],
  });
}
