import { DEFAULT_POLICY } from '#domain';
import { parseConfig } from './index.js';
import type { Case } from './spec/config-cases.contract.js';
import { checkCases } from './spec/config-cases.contract.js';

const cases: Case[] = [
  {
    variable: 'REQUIRE_TICKET',
    get: (c) => c.policy.requireTicket,
    fallback: false,
    good: [
      ['true', true],
      ['false', false],
      ['grant', 'grant'],
    ],
    bad: ['yes', '1', 'TRUE', 'Grant'],
  },
  {
    variable: 'SESSION_MINUTES',
    get: (c) => c.policy.sessionMinutes,
    fallback: 60,
    good: [
      ['1', 1],
      ['10080', 10080],
    ],
    bad: ['0', '10081', '1.5'],
  },
  {
    variable: 'REQUEST_MINUTES',
    get: (c) => c.policy.requestMinutes,
    fallback: 4320,
    good: [
      ['60', 60],
      ['20160', 20160],
    ],
    bad: ['59', '20161', '60.5'],
  },
  {
    variable: 'MAX_EXTENSIONS',
    get: (c) => c.policy.maxExtensions,
    fallback: 3,
    good: [
      ['0', 0],
      ['100', 100],
    ],
    bad: ['-1', '101', 'none'],
  },
  {
    variable: 'MAX_CONSECUTIVE_GRANTS',
    get: (c) => c.policy.maxConsecutiveGrants,
    fallback: 0,
    good: [
      ['1', 1],
      ['1000', 1000],
    ],
    bad: ['-1', '1001', 'x'],
  },
];

it('the policy is the domain’s own when nothing is said', () =>
  expect(parseConfig({}).policy).toEqual(DEFAULT_POLICY));

checkCases(cases);
