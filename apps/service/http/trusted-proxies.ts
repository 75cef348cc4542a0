import { BlockList, isIP } from 'node:net';
import type { HttpConfig } from '#config';

/**
 * Whether the address at a hop, the nearest first, is a proxy whose `X-Forwarded-For` is believed. A function also for a number of hops and
 * for addresses: Fastify's types leave the number out, and proxy-addr takes an address with a port for none.
 */
export function trustedProxies(
  trustProxy: HttpConfig['trustProxy'],
): boolean | ((address: string, hop: number) => boolean) {
  if (typeof trustProxy === 'boolean') return trustProxy;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  const trusted = new BlockList();
  for (const each of trustProxy.split(',')) {
    const [address = '', bits] = each.split('/');
    const family = familyOf(address);
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  return (text) => {
    const address = bareAddress(text);
    return isIP(address) !== 0 && trusted.check(address, familyOf(address));
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Without the port that some balancers add, brackets, and the zone, which means something to one machine only. */
export const bareAddress = (text: string): string =>
  text
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
