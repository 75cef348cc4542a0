import { hash } from 'node:crypto';
import type { Command } from '#domain';
import { canonicalJson } from '#evidence';

/**
 * Identifies a command's content (I2): lower-case hex SHA-256 of the RFC 8785 form of `{type, data}`, without the fields that a retry
 * may change (IP address, user agent, names and e-mail addresses of people).
 */
export function commandHash(command: Command): string {
  const { ipAddress: _ip, userAgent: _agent, ...data } = command.data as Record<string, unknown>;
  for (const role of ['actor', 'engineer'] as const) {
    const person = data[role] as Record<string, unknown> | undefined;
    if (person === undefined) continue;
    const { name: _name, email: _email, ...identity } = person;
    data[role] = identity;
  }
  return hash('sha256', canonicalJson({ data, type: command.type }));
}
