import type { Engineer, Party } from '#domain';
import { printable } from './printable.js';

/** `olivia (Olivia Owner)`: the id first, since names are what people say of themselves. */
export const person = ({ id, name, email }: Party | Engineer): string => {
  const rest = [name, email].filter((text) => text !== undefined).join(', ');
  return printable(rest === '' ? id : `${id} (${rest})`);
};

type Why = { ticketId?: string | undefined; reason?: string | undefined };

/** `, ticket T-1: "the totals differ"`, as much of it as there is. */
export const because = ({ ticketId, reason }: Why): string =>
  (ticketId === undefined ? '' : `, ticket ${printable(ticketId)}`) +
  (reason === undefined ? '' : `: "${printable(reason)}"`);

/** ` from 192.0.2.7`, if it is known. */
export const from = ({ ipAddress }: { ipAddress?: string }): string =>
  ipAddress === undefined ? '' : ` from ${printable(ipAddress)}`;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `2 d 3 h`, `4 min 1 s`, `120 ms`: two units at most. */
export function duration(ms: number): string {
  const at = UNITS.findIndex(([, unit]) => ms >= unit);
  if (at < 0) return `${ms} ms`;
  let rest = ms;
  const said: string[] = [];
  for (const [name, unit] of UNITS.slice(at, at + 2)) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) said.push(`${count} ${name}`);
  }
  return said.join(' ');
}
