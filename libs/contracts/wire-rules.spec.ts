import { validateSync } from 'class-validator';
import { IsId, IsPersonId, IsText, MayBeAbsent } from './wire-rules.js';

class Fields {
  @MayBeAbsent() @IsId() id?: unknown;
  @MayBeAbsent() @IsId({ each: true }) ids?: unknown;
  @MayBeAbsent() @IsPersonId() person?: unknown;
  @MayBeAbsent() @IsPersonId({ each: true }) people?: unknown;
  @MayBeAbsent() @IsText() text?: unknown;
}

/** What is wrong with the one field that is given; undefined when nothing is. */
function complaint(given: Fields): string | undefined {
  const violations = validateSync(Object.assign(new Fields(), given));
  return violations.flatMap(({ constraints }) => Object.values(constraints ?? {}))[0];
}

const AN_ID = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..';
const A_PERSON = 'must be 1 to 255 printable ASCII characters, the first and the last of them no space';
const A_TEXT = 'must be text of at most 1024 characters, without NUL or lone surrogates';

it.each<[string, Fields]>([
  ['nothing', {}],
  ['an absent field', { id: undefined, text: undefined }],
  ['an id', { id: 'A-Z.0_9:@' }],
  ['an id of 128 characters', { id: 'x'.repeat(128) }],
  ['ids', { ids: ['a', 'b'] }],
  ['no ids', { ids: [] }],
  ['a person', { person: 'auth0|5f7c 2' }],
  ['people', { people: ['olivia+support@example.com', 'x'.repeat(255)] }],
  ['an empty text', { text: '' }],
  ['a text with controls other than NUL', { text: 'a\n\t\u0001b' }],
  ['1,024 characters', { text: 'x'.repeat(1_024) }],
  ['1,024 characters of two code units each', { text: '🔑'.repeat(1_024) }],
])('%s is taken', (_, given) => expect(complaint(given)).toBeUndefined());

it.each<[string, Fields, string]>([
  ['null for an id', { id: null }, AN_ID],
  ['an empty id', { id: '' }, AN_ID],
  ['a number for an id', { id: 7 }, AN_ID],
  ['an id of 129 characters', { id: 'x'.repeat(129) }, AN_ID],
  ['two dots', { id: '..' }, AN_ID],
  ['a bar in an id', { id: 'a|b' }, AN_ID],
  ['ids with one that is none', { ids: ['a', 'b|c'] }, `each ${AN_ID}`],
  ['a space after a person', { person: 'erin ' }, A_PERSON],
  ['a person of 256 characters', { person: 'x'.repeat(256) }, A_PERSON],
  ['people with one that is none', { people: ['a', ''] }, `each ${A_PERSON}`],
  ['null for a text', { text: null }, A_TEXT],
  ['a number for a text', { text: 7 }, A_TEXT],
  ['a list for a text', { text: ['a'] }, A_TEXT],
  ['1,025 characters', { text: 'x'.repeat(1_025) }, A_TEXT],
  ['1,025 characters of two code units each', { text: '🔑'.repeat(1_025) }, A_TEXT],
  ['NUL', { text: 'a\0b' }, A_TEXT],
  ['a high surrogate alone', { text: 'a\ud83e' }, A_TEXT],
  ['a low surrogate alone', { text: '\udd89a' }, A_TEXT],
])('%s is refused in our words', (_, given, message) => expect(complaint(given)).toBe(message));
