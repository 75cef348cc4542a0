import { isTraceparent, MalformedCommandError, readBinaryCommand, readStructuredCommand } from '#commands';
import type { WireCommand } from '#commands';
import { MAX_MESSAGE_BYTES } from '#contracts';
import type { HeaderValue, ReceivedHeaders, ReceivedRecord } from './client.js';

const STRUCTURED = Buffer.from('application/cloudevents+json');
const ATTRIBUTE_PREFIX = 'ce_';
const TRACEPARENT = 'traceparent';

/**
 * Reads a command from a Kafka record, in either mode of the CloudEvents Kafka binding: a content type of
 * `application/cloudevents+json` says structured, `ce_` headers say binary.
 * @throws MalformedCommandError
 */
export function readCommandRecord({ value, headers }: ReceivedRecord): WireCommand {
  const wire = readEitherMode(value, headers);
  if (wire.traceparent !== undefined) return wire;
  const traceparent = plainTraceparent(headers);
  return traceparent === undefined ? wire : { ...wire, traceparent };
}

function readEitherMode(value: Buffer | null, headers: ReceivedHeaders): WireCommand {
  if (value === null) throw malformed('', 'has no value');
  if (value.length > MAX_MESSAGE_BYTES)
    throw malformed('', `is ${value.length} bytes, and ${MAX_MESSAGE_BYTES} is the most`);
  const contentType = headers['content-type'];
  // The most common case, decided by one header.
  if (contentType instanceof Buffer && contentType.equals(STRUCTURED)) return readStructuredCommand(value);
  return readAnyMode(value, headers);
}

function readAnyMode(value: Buffer, headers: ReceivedHeaders): WireCommand {
  const { contentType, attributes } = cloudEventHeaders(headers);
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/cloudevents+json') return readStructuredCommand(value);
  if (mediaType?.startsWith('application/cloudevents'))
    throw malformed(
      'content-type',
      'must be application/cloudevents+json, or that of the data in binary mode',
    );
  if (attributes.size === 0)
    throw malformed(
      'content-type',
      'must be application/cloudevents+json, unless ce_ headers make it a binary-mode CloudEvent',
    );
  if (contentType !== undefined) attributes.set('datacontenttype', contentType);
  return readBinaryCommand(Object.fromEntries(attributes), value);
}

/** The plain `traceparent` header of traced Kafka clients, used when the CloudEvent has none. */
function plainTraceparent(headers: ReceivedHeaders): string | undefined {
  for (const name in headers) {
    if (name.length !== TRACEPARENT.length || name.toLowerCase() !== TRACEPARENT) continue;
    const text = headers[name]?.toString();
    return isTraceparent(text) ? text : undefined;
  }
  return undefined;
}

/** Reads content type and attributes from the headers: names in any case, each at most once. */
function cloudEventHeaders(headers: ReceivedHeaders): {
  contentType: string | undefined;
  attributes: Map<string, string>;
} {
  let contentType: string | undefined;
  const attributes = new Map<string, string>();
  let bytes = 0;
  for (const [header, value] of Object.entries(headers)) {
    const name = header.toLowerCase();
    if (name === 'content-type') {
      if (contentType !== undefined) throw malformed(name, 'is given more than once');
      contentType = single(name, value);
    } else if (name.startsWith(ATTRIBUTE_PREFIX)) {
      const attribute = name.slice(ATTRIBUTE_PREFIX.length);
      if (attributes.has(attribute)) throw malformed(attribute, 'is given more than once');
      const text = single(attribute, value);
      bytes += name.length + text.length;
      if (bytes > MAX_MESSAGE_BYTES)
        throw malformed('', `has attributes of more than ${MAX_MESSAGE_BYTES} bytes`);
      attributes.set(attribute, text);
    }
  }
  return { contentType, attributes };
}

function single(field: string, value: ReceivedHeaders[string]): string {
  if (value === null || value === undefined) throw malformed(field, 'has no value');
  if (isList(value)) throw malformed(field, 'is given more than once');
  return value.toString();
}

const isList = (value: HeaderValue | readonly HeaderValue[]): value is readonly HeaderValue[] =>
  Array.isArray(value);

const malformed = (field: string, message: string): MalformedCommandError =>
  new MalformedCommandError([{ field, message }]);
