import type { Engineer, Tier } from '#domain';
import { Random } from './random.js';
import { COMPANY_NAMES, COMPANY_TRADES, FIRST_NAMES, LAST_NAMES, USER_AGENTS } from './words.js';

export type DemoWorkspace = {
  id: string;
  name: string;
  tier: Tier;
  ownerIds: string[];
  /** Somebody of the customer's who owns nothing. */
  memberId: string;
  /** Since before the history begins. */
  forcedSso: boolean;
  utcOffsetHours: number;
};

export type DemoEngineer = Engineer & { utcOffsetHours: number; ipAddress: string; userAgent: string };

export type Cast = { workspaces: DemoWorkspace[]; engineers: DemoEngineer[] };

/** Whom the service prints ready-made tokens for, so that those tokens open something. */
export const OLIVIA = 'olivia';
const ERIN: Engineer = { id: 'erin', name: 'Erin Gallagher', email: 'erin@vendor.example' };

/** What the tour of the demo shows: Olivia's three workspaces come first in the cast. */
export const OLIVIAS: readonly { id: string; name: string; tier: Tier }[] = [
  { id: 'olive-grove', name: 'Olive Grove', tier: 'business' },
  { id: 'olive-and-co', name: 'Olive & Co', tier: 'business' },
  { id: 'olive-branch', name: 'Olive Branch', tier: 'team' },
];

const ENGINEERS = 10;
/** The support offices, each with its hours and the address that customers see it come from. */
const OFFICES = [
  { utcOffsetHours: 0, ipPrefix: '192.0.2.' },
  { utcOffsetHours: -5, ipPrefix: '198.51.100.' },
  { utcOffsetHours: 8, ipPrefix: '203.0.113.' },
];
const CUSTOMER_OFFSETS = [-8, -5, -3, 0, 0, 1, 1, 2, 3, 8, 9];
const TIERS = new Map<Tier, number>([
  ['business', 0.35],
  ['team', 0.45],
  ['free', 0.2],
]);

export function makeCast(count: number, random: Random): Cast {
  const companies = COMPANY_NAMES.flatMap((name) => COMPANY_TRADES.map((trade) => `${name} ${trade}`));
  const names = random.shuffled(companies).slice(0, Math.max(count - OLIVIAS.length, 0));
  if (names.length < count - OLIVIAS.length)
    throw new RangeError(`there are names for ${companies.length + OLIVIAS.length} workspaces`);
  return {
    workspaces: [
      ...OLIVIAS.slice(0, count).map(oliviasWorkspace),
      ...names.map((name) => company(name, random)),
    ],
    engineers: Array.from({ length: ENGINEERS }, (_, index) => engineer(index, random)),
  };
}

const oliviasWorkspace = (workspace: (typeof OLIVIAS)[number]): DemoWorkspace => ({
  ...workspace,
  ownerIds: [OLIVIA],
  memberId: 'otto',
  forcedSso: false,
  utcOffsetHours: 0,
});

function company(name: string, random: Random): DemoWorkspace {
  const id = name.toLowerCase().replaceAll(' ', '-');
  const tier = random.weighted(TIERS);
  const people = random.shuffled(FIRST_NAMES).map((first) => `${first.toLowerCase()}@${id}.example`);
  return {
    id,
    name,
    tier,
    ownerIds: people.slice(1, 1 + random.int(1, tier === 'free' ? 1 : 4)),
    memberId: people[0]!,
    forcedSso: tier === 'business' && random.chance(0.12),
    utcOffsetHours: random.pick(CUSTOMER_OFFSETS),
  };
}

function engineer(index: number, random: Random): DemoEngineer {
  const { utcOffsetHours, ipPrefix } = OFFICES[index % OFFICES.length]!;
  const first = FIRST_NAMES[(index * 7) % FIRST_NAMES.length]!;
  const id = first.toLowerCase();
  const person =
    index === 0 ? ERIN : { id, name: `${first} ${random.pick(LAST_NAMES)}`, email: `${id}@vendor.example` };
  return {
    ...person,
    utcOffsetHours,
    ipAddress: `${ipPrefix}${random.int(10, 99)}`,
    userAgent: random.pick(USER_AGENTS),
  };
}
