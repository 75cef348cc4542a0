/** Parameters that the driver reads. It ignores unknown ones, and would connect without TLS after a typing mistake. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'host',
  'port',
  'user',
  'password',
  'application_name',
  'options',
  'ssl',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslnegotiation',
  'sslrootcert',
  'uselibpqcompat',
]);
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/**
 * Reads the URL of a PostgreSQL database.
 * @returns the URL in a form that the driver reads; or a sentence that says what is wrong with it, and repeats no value
 */
export function readPostgresUrl(given: string): { url: string } | { fault: string } {
  const shape = { fault: 'must be sqlite:<path of a file> or postgres://<user>@<host>/<database>' };
  if (!/^postgres(ql)?:\/\//.test(given)) return shape;
  if (/^[^/]*\/\/[^/?]*,/.test(given) || /[?&]host=[^&]*(,|%2c)/i.test(given))
    return {
      fault:
        'must name one host: give the address that leads to the primary, of a proxy or a virtual IP, ' +
        'instead of several hosts with target_session_attrs',
    };
  // A user before a socket's directory: a URL may not have a user without a host.
  const url = /[?&]host=/.test(given) ? given.replace('@/', '@localhost/') : given;
  try {
    const { username, password, pathname, searchParams } = new URL(url);
    // The driver decodes them, and its error would write the whole URL into the log.
    for (const part of [username, password, pathname]) decodeURIComponent(part);
    if (pathname.length <= 1 && !searchParams.has('host')) return shape;
    const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.has(name));
    if (unknown !== undefined) return { fault: `has the parameter ${unknown}, which is not one of ${LIST}` };
    const mode = searchParams.get('sslmode');
    if (mode !== null && !SSL_MODES.includes(mode))
      return { fault: `has an sslmode that is not one of ${SSL_MODES.join(', ')}` };
    return { url };
  } catch {
    return shape;
  }
}

const LIST = [...PARAMETERS].join(', ');
