import { existsSync } from 'node:fs';

/** The options that the client knows, by their names without regard to letters, as the client compares them. */
const OPTIONS = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'defaultDeadline',
  'connectionName',
];
const NODE_PREFERENCES = new Set(['leader', 'follower', 'random', 'read_only_replica']);
const FILES = new Set(['tlsCAFile', 'userCertFile', 'userKeyFile']);

/**
 * Options added to the URL unless it sets them: a hanging node is left, and a new leader found, within seconds. The client's own defaults
 * are 20 s and up to 50 s. Values in milliseconds, `gossipTimeout` in seconds.
 */
const DEFAULTS = {
  keepAliveInterval: 10_000,
  keepAliveTimeout: 2_000,
  gossipTimeout: 1,
  maxDiscoverAttempts: 3,
};

/** Whether a URL names an EventStoreDB, in whatever form. */
export const isEventStoreDbUrl = (url: string): boolean => /^(esdb|kurrentdb)(\+discover)?:/.test(url);

/**
 * Reads the URL of an EventStoreDB, one node or a cluster.
 * @returns the URL for its client; or why the client does not read it, which quotes no more of it than the name of an option, a host or a
 *   file, because it may hold a password; the client itself would print all of it
 */
export function readEventStoreDbUrl(given: string): { url: string } | { fault: string } {
  try {
    return { url: clientUrl(given) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

class Fault extends Error {}

/** Client 6.2.1 knows the schemes of KurrentDB by their older names alone. */
function clientUrl(url: string): string {
  const [, name, discover = '', user = '', hosts = '', query = ''] =
    /^(esdb|kurrentdb)(\+discover)?:\/\/(?:([^/?]*)@)?([^/?@]*)\/?(?:\?(.*))?$/s.exec(url.trim()) ?? [];
  if (name === undefined) refuse('it is not of the form esdb://user:password@host:port,…?option=value');
  requireUser(user, url.includes('@'));
  requireHosts(name, discover, hosts);
  const given = query === '' ? [] : query.split('&').map(optionOf);
  const names = new Set(given.map((option) => option.name));
  const defaults = Object.entries(DEFAULTS).flatMap(([option, value]) =>
    names.has(option) ? [] : [`${option}=${value}`],
  );
  const options = [...given.map((option) => `${option.name}=${option.value}`), ...defaults];
  return `esdb${discover}://${url.includes('@') ? `${user}@` : ''}${hosts}?${options.join('&')}`;
}

function requireUser(user: string, isGiven: boolean): void {
  if (!isGiven) return;
  const [name = '', password = '', ...rest] = user.split(':');
  if (name === '' || password === '')
    refuse('before the @ it must have a user and a password, as user:password');
  if (rest.length > 0 || user.includes('@'))
    refuse('the user or the password holds a : or an @: write it as %3A or %40');
  for (const [what, part] of Object.entries({ 'user name': name, password }))
    if (decoded(part) === undefined) refuse(`the ${what} holds a % that begins no escape: write it as %25`);
}

function requireHosts(scheme: string, discover: string, hosts: string): void {
  const each = hosts.split(',');
  for (const host of each) {
    const [name = '', port = '2113', ...rest] = host.split(':');
    if (name === '' || rest.length > 0) refuse(`"${host}" is no host:port`);
    if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      refuse(`the port of host "${name}" is not a number from 1 to 65535`);
  }
  if (discover !== '' && each.length > 1)
    refuse(
      `${scheme}${discover}:// takes one name, by which a cluster is found in DNS, and would use the first of several alone; ` +
        `name the nodes as ${scheme}://${hosts}`,
    );
}

function optionOf(pair: string): { name: string; value: string } {
  const at = pair.indexOf('=');
  const [given, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1).trim()];
  const name = OPTIONS.find((option) => option.toLowerCase() === given.toLowerCase());
  if (name === undefined)
    refuse(
      given.toLowerCase() === 'tlsverifycert'
        ? 'its option tlsVerifyCert has no effect in the client: name the authority by tlsCAFile'
        : `it has an option "${given}", which there is not; there are ${OPTIONS.join(', ')}`,
    );
  if (name !== given) refuse(`its option "${given}" is to be written ${name}`);
  if (value === '') refuse(`its option ${given} has no value`);
  const text = decoded(value);
  if (text === undefined)
    refuse(`the value of its option ${given} holds a % that begins no escape: write it as %25`);
  if (name === 'tls' && value !== 'true' && value !== 'false') refuse('its option tls is not true or false');
  if (name === 'nodePreference' && !NODE_PREFERENCES.has(value))
    refuse(`its option nodePreference is not one of ${[...NODE_PREFERENCES].join(', ')}`);
  if (FILES.has(name) && !existsSync(text)) refuse(`its option ${name} names ${text}, which is not there`);
  return { name, value };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refuse(reason: string): never {
  throw new Fault(reason);
}
