import { readEventStoreDbUrl } from './eventstoredb-url.js';
import { parseConfig } from './index.js';

const DEFAULTS = 'keepAliveInterval=10000&keepAliveTimeout=2000&gossipTimeout=1&maxDiscoverAttempts=3';

it.each([
  ['esdb://h', `esdb://h?${DEFAULTS}`],
  ['esdb://u:p%40@a:1,b:2/?tls=false', `esdb://u:p%40@a:1,b:2?tls=false&${DEFAULTS}`],
  ['esdb+discover://cluster.example', `esdb+discover://cluster.example?${DEFAULTS}`],
  ['kurrentdb://u:p@h:1', `esdb://u:p@h:1?${DEFAULTS}`],
  ['kurrentdb+discover://cluster.example', `esdb+discover://cluster.example?${DEFAULTS}`],
  [
    'esdb://h?keepAliveInterval=-1&keepAliveTimeout=5&gossipTimeout=9&maxDiscoverAttempts=1',
    'esdb://h?keepAliveInterval=-1&keepAliveTimeout=5&gossipTimeout=9&maxDiscoverAttempts=1',
  ],
])('takes %s, with limits in time where it has none', (url, given) => {
  expect(readEventStoreDbUrl(url)).toEqual({ url: given });
});

it.each([
  ['esdb:h', 'is not of the form'],
  ['esdb+discover://a:1,b:2', 'name the nodes as esdb://a:1,b:2'],
  ['kurrentdb+discover://a,b', 'kurrentdb+discover:// takes one name'],
  ['esdb://u:secret@', '"" is no host:port'],
  ['esdb://u:secret@h:x', 'the port of host "h" is not a number'],
  ['esdb://u:secret@h:99999', 'the port of host "h" is not a number'],
  ['esdb://u:secret@a,,b', '"" is no host:port'],
  ['esdb://u@h', 'a user and a password'],
  ['esdb://u:secret%zz@h', 'the password holds a % that begins no escape'],
  ['esdb://u:secret@word@h', 'holds a : or an @'],
  ['esdb://u:secret@h?tlsCaFile=/etc/hostname', 'its option "tlsCaFile" is to be written tlsCAFile'],
  ['esdb://u:secret@h?tlsCAFile=%zz', 'the value of its option tlsCAFile holds a %'],
  ['esdb://u:secret@h?tlsCAFile=/no/ca.pem', 'its option tlsCAFile names /no/ca.pem, which is not there'],
  ['esdb://u:secret@h?nodePreference=tallest', 'nodePreference is not one of leader, follower'],
  ['esdb://u:secret@h?tls=False', 'its option tls is not true or false'],
  ['esdb://u:secret@h?tls=', 'its option tls has no value'],
  ['esdb://u:secret@h?tlsVerifyCert=false', 'tlsVerifyCert has no effect'],
  ['esdb://u:secret@h?sslmode=none', 'an option "sslmode", which there is not; there are tls, tlsCAFile'],
])('says what is wrong with %s, and nothing else of it', (url, reason) => {
  expect(readEventStoreDbUrl(url)).toEqual({ fault: expect.stringContaining(reason) });
  const start = (): unknown => parseConfig({ EVENT_STORE_URL: url, DEV_KEYS_DIR: 'keys' });
  expect(start).toThrow(`EVENT_STORE_URL`);
  expect(start).toThrow(reason);
  expect(start).not.toThrow('secret');
});
