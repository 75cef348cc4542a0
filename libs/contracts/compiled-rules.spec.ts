import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { UpdateWorkspaceDto } from './command-dtos.js';
import { COMMANDS, EXTERNAL_COMMAND_TYPES } from './commands.js';
import { keepsRules } from './compiled-rules.js';
import type { Dto } from './dto.js';
import { fieldsOf, nestedIn, schemaOf } from './dto.js';

/** What a field may hold or break its rules with. */
const VALUE = fc.oneof(
  fc.constantFrom<unknown[]>(
    undefined,
    null,
    true,
    0,
    1,
    10_080,
    10_081,
    1.5,
    '',
    'a',
    'w1',
    '.',
    'team',
    'user',
  ),
  fc.constantFrom<unknown[]>([], ['olivia'], ['olivia', ''], {}, 'a\0b', 'é'.repeat(1_025), 'x'.repeat(129)),
  fc.string({ maxLength: 8 }),
);

/** Fields that keep the rules, for whichever class has them. */
const RIGHT: Readonly<Record<string, unknown>> = {
  workspaceId: 'w1',
  tier: 'team',
  forcedSso: false,
  ownerIds: ['olivia'],
  id: 'olivia',
  requestId: 'r1',
  sessionId: 's1',
  grantId: 'g1',
  ticketId: 'T-1',
  reason: 'r',
};

/** Objects of a class that are right but for a few of their fields; what may be absent is, half the time. */
function instances(dto: Dto): fc.Arbitrary<object> {
  const { required } = schemaOf(dto) as { required: readonly string[] };
  const inner = new Map(nestedIn(dto));
  const right = [...fieldsOf(dto)].flatMap((field) => {
    const nested = inner.get(field);
    if (nested !== undefined) return [[field, instances(nested)] as const];
    return field in RIGHT ? [[field, fc.constant(RIGHT[field])] as const] : [];
  });
  const fields = fc.record(Object.fromEntries<fc.Arbitrary<unknown>>(right), {
    requiredKeys: right.map(([field]) => field).filter((field) => required.includes(field)),
  });
  const some = fc.dictionary(fc.constantFrom(...fieldsOf(dto)), VALUE, { maxKeys: 2 });
  return fc.tuple(fields, some).map((given) => Object.assign(new dto(), ...given) as object);
}

it.each(EXTERNAL_COMMAND_TYPES)('finds what class-validator finds: %s', (type) => {
  const found = { true: 0, false: 0 };
  fc.assert(
    fc.property(instances(COMMANDS[type].dto), (instance) => {
      const keeps = validateSync(instance, { forbidUnknownValues: true }).length === 0;
      found[`${keeps}`] += 1;
      expect(keepsRules(instance)).toBe(keeps);
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(found.true, found.false)).toBeGreaterThan(50);
});

it('finds one wrong member of a list, which breaks one rule of three', () => {
  const update = { workspaceId: 'w1', tier: 'team', forcedSso: false };
  const owned = (ownerIds: string[]) =>
    keepsRules(Object.assign(new UpdateWorkspaceDto(), update, { ownerIds }));
  expect([owned(['olivia']), owned(['olivia', ''])]).toEqual([true, false]);
});
