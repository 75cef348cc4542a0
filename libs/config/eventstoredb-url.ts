const HOST = String.raw`[A-Za-z0-9._-]+(:\d{1,5})?`;
/** Known options of the client: for others, and for `tlsVerifyCert`, it prints the URL with its password. */
const NAMES = [
  'connectionName|defaultDeadline|discoveryInterval|gossipTimeout|keepAliveInterval|keepAliveTimeout',
  'maxDiscoverAttempts|nodePreference|tls|tlsCAFile|userCertFile|userKeyFile',
].join('|');
const OPTION = String.raw`(${NAMES})=[^&?\s"']+`;
const SHAPE = new RegExp(
  `^(esdb|kurrentdb)(\\+discover)?://([^:@/?]+:[^@]+@)?${HOST}(,${HOST})*/?(\\?${OPTION}(&${OPTION})*)?$`,
);

/** Whether a URL names an EventStoreDB, one node or a cluster, in a form that its client reads. */
export const isEventStoreDbUrl = (url: string): boolean => {
  const [, , , credentials] = SHAPE.exec(url) ?? [];
  try {
    // The client decodes them, and its error would write the whole URL into the log.
    decodeURIComponent(credentials ?? '');
    return SHAPE.test(url);
  } catch {
    return false;
  }
};
