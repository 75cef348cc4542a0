import { validateSync } from 'class-validator';
import type { Dto } from './dto.js';
import {
  DefaultWithout,
  GivenOr,
  IsId,
  IsMinutes,
  IsObjectOf,
  IsOneWordOf,
  IsPersonId,
  IsText,
  IsWithout,
  MayBeAbsent,
} from './wire-rules.js';

class Inner {
  @IsId() id?: unknown;
}

class Fields {
  @MayBeAbsent() @IsId() id?: unknown;
  @MayBeAbsent() @IsId({ each: true }) ids?: unknown;
  @MayBeAbsent() @IsPersonId() person?: unknown;
  @MayBeAbsent() @IsPersonId({ each: true }) people?: unknown;
  @MayBeAbsent() @IsText() text?: unknown;
  @MayBeAbsent() @IsMinutes() minutes?: unknown;
  @MayBeAbsent() @IsOneWordOf({ red: 'a colour', green: '', blue: '' }) word?: unknown;
  @MayBeAbsent() @IsObjectOf(Inner) object?: unknown;
}

class Either {
  @GivenOr('other') @IsWithout('other') @IsId() one?: unknown;
  @MayBeAbsent() @IsId() other?: unknown;
  @MayBeAbsent() @IsMinutes() @DefaultWithout('other') minutes?: unknown;
}

/** What is wrong with the one field that is given; undefined when nothing is. */
function complaint(given: Fields | Either, dto: Dto = Fields): string | undefined {
  const violations = validateSync(Object.assign(new dto(), given));
  const own = violations.flatMap(({ children, ...own }) => [own, ...(children ?? [])]);
  return own.flatMap(({ constraints }) => Object.values(constraints ?? {}))[0];
}

const AN_ID = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..';
const A_PERSON = 'must be 1 to 255 printable ASCII characters, the first and the last of them no space';
const MINUTES = 'must be a whole number of minutes from 1 to 10080';
const A_WORD = 'must be red, green or blue';
const AN_OBJECT = 'must be an object';
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
  ['a minute', { minutes: 1 }],
  ['seven days', { minutes: 10_080 }],
  ['a word', { word: 'blue' }],
  ['an object', { object: Object.assign(new Inner(), { id: 'a' }) }],
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
  ['no minutes', { minutes: 0 }, MINUTES],
  ['more than seven days', { minutes: 10_081 }, MINUTES],
  ['half a minute', { minutes: 1.5 }, MINUTES],
  ['a text for minutes', { minutes: '60' }, MINUTES],
  ['a word that is not there', { word: 'toString' }, A_WORD],
  ['a list of words', { word: ['red'] }, A_WORD],
  ['a text for an object', { object: 'a' }, AN_OBJECT],
  ['a list for an object', { object: [Object.assign(new Inner(), { id: 'a' })] }, AN_OBJECT],
  ['an object with a field that is wrong', { object: Object.assign(new Inner(), { id: 7 }) }, AN_ID],
])('%s is refused in our words', (_, given, message) => expect(complaint(given)).toBe(message));

it.each<[string, Either, string | undefined]>([
  ['one of two', { one: 'a' }, undefined],
  ['the other of two', { other: 'a' }, undefined],
  ['the other of two and minutes', { other: 'a', minutes: 1 }, undefined],
  ['neither of two', {}, AN_ID],
  ['one of two that is no id', { one: 7 }, AN_ID],
  ['both of two', { one: 'a', other: 'b' }, 'must not be given beside other'],
  ['both of two, one of them no id', { one: 7, other: 'b' }, AN_ID],
])('%s: what depends on another field', (_, given, message) =>
  expect(complaint(given, Either)).toBe(message),
);
