import type { CommandAttributes, FieldError } from '#contracts';
import { attributeErrors, isJsonObject, readJson, validateCommand } from '#contracts';
import type { Command } from '#domain';
import { isId } from '#domain';
import { fromBase64 } from '#evidence';
import { MalformedCommandError } from './malformed-command-error.js';

/** A command from the wire, validated, with its defaults applied. */
export type WireCommand = {
  commandId: string;
  command: Command;
  /** The CloudEvent's `source`: the producer, by its own account. */
  producer: string;
  correlationId?: string;
  causationId?: string;
  traceparent?: string;
};

type Json = Record<string, unknown>;

/**
 * Reads a CloudEvents 1.0 structured-mode JSON message.
 * @throws MalformedCommandError naming every field that is wrong
 */
export function readStructuredCommand(message: Buffer): WireCommand {
  const { data, data_base64: encoded, ...attributes } = readJsonObject(message);
  if (encoded === undefined) return readCommand(attributes, data);
  const decoded = typeof encoded === 'string' ? fromBase64(encoded) : undefined;
  if (decoded === undefined || data !== undefined)
    throw malformed(attributes, data, [
      { field: 'data_base64', message: 'must be base64 with padding (RFC 4648), and without data beside it' },
    ]);
  return readCommand(attributes, parseJson('data_base64', decoded, attributes));
}

/**
 * Reads a JSON object as strictly as a command's, see {@link readJson}.
 * @throws MalformedCommandError
 */
export function readJsonObject(message: Buffer): Json {
  const value = parseJson('', message);
  if (isJsonObject(value)) return value;
  throw new MalformedCommandError([{ field: '', message: 'must be a JSON object' }]);
}

/**
 * Reads a CloudEvents 1.0 binary-mode message.
 * @param attributes the context attributes by name, without the transport's prefix
 * @param data the message's body
 * @throws MalformedCommandError naming every field that is wrong
 */
export function readBinaryCommand(attributes: Readonly<Record<string, string>>, data: Buffer): WireCommand {
  return readCommand(attributes, parseJson('data', data, attributes));
}

function readCommand(attributes: Json, data: unknown): WireCommand {
  const errors = attributeErrors(attributes);
  const { id, type, source, subject, correlationid, causationid, traceparent } =
    attributes as CommandAttributes;
  const validated = validateCommand(type, data);
  if ('errors' in validated)
    errors.push(...validated.errors.filter(({ field }) => !errors.some((e) => e.field === field)));
  else if (typeof subject === 'string' && subject !== validated.command.data.workspaceId)
    errors.push({ field: 'subject', message: 'must equal data.workspaceId' });
  if (errors.length > 0 || 'errors' in validated) throw malformed(attributes, data, errors);
  return {
    commandId: id,
    command: validated.command,
    producer: source,
    ...(typeof correlationid === 'string' && { correlationId: correlationid }),
    ...(typeof causationid === 'string' && { causationId: causationid }),
    ...(isTraceparent(traceparent) && { traceparent }),
  };
}

/** W3C trace context asks to ignore what does not parse, not to refuse the message. */
export const isTraceparent = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(value);

function parseJson(field: string, bytes: Buffer, attributes: Json = {}): unknown {
  const read = readJson(bytes, field);
  if ('error' in read) throw malformed(attributes, undefined, [read.error]);
  return read.value;
}

/** The error names the command and the workspace if the message does. */
function malformed(attributes: Json, data: unknown, errors: readonly FieldError[]): MalformedCommandError {
  const usable = (value: unknown): string | undefined => (isId(value) ? value : undefined);
  return new MalformedCommandError(
    errors,
    usable(attributes['id']),
    usable(isJsonObject(data) ? data['workspaceId'] : undefined),
  );
}
