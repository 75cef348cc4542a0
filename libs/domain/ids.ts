const ANY = '[A-Za-z0-9._:@-]';
const NO_DOT = '[A-Za-z0-9_:@-]';

/**
 * The pattern of an id, for use within a regular expression. `.` and `..` are excluded because no URL can carry them: an id starts with
 * no dot, with one dot and another character, or with two dots and at least one more. It has no lookahead, because OpenAPI and AsyncAPI
 * readers on RE2 do not support it.
 */
export const ID_EXPRESSION = `(?:${NO_DOT}${ANY}{0,127}|\\.${NO_DOT}${ANY}{0,126}|\\.\\.${ANY}{1,126})`;
export const ID_PATTERN = `^${ID_EXPRESSION}$`;
export const ID_MESSAGE = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..';

const PATTERN = new RegExp(ID_PATTERN);

/** Whether a value is an id of a workspace, a grant, a session, a ticket or a command. */
export const isId = (value: unknown): value is string => typeof value === 'string' && PATTERN.test(value);

/** Ids of people, as identity providers issue them: `auth0|5f7c…`, an address, a SPIFFE URI, a distinguished name. */
export const PERSON_ID_PATTERN = '^[!-~](?:[ -~]{0,253}[!-~])?$';
export const PERSON_ID_MESSAGE =
  'must be 1 to 255 printable ASCII characters, the first and the last of them no space';

const PERSON = new RegExp(PERSON_ID_PATTERN);

/** Whether a value is the id of a person: of an actor, an engineer or an owner. */
export const isPersonId = (value: unknown): value is string =>
  typeof value === 'string' && PERSON.test(value);
