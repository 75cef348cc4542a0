import protobuf from 'google-protobuf';

type Value = string | number | boolean | Value[] | undefined;
type Attributes = Record<string, Value>;

export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Nanoseconds since 1970. */
  startedAt: bigint;
  endedAt: bigint;
  attributes: Attributes;
  failed: boolean;
  /** Of its status. */
  message: string;
  /** As its trace flags say. */
  parentIsRemote: boolean;
  resource: Attributes;
};

const KINDS = [undefined, 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const ERROR = 2;
/** `SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK`: of the parent. */
const IS_REMOTE = 0x200;

type Reader = InstanceType<typeof protobuf.BinaryReader>;
/** What is done with a field, by its number. */
type Fields = Readonly<Record<number, (reader: Reader) => unknown>>;

/**
 * Reads an `ExportTraceServiceRequest` of opentelemetry-proto 1.x: the fields that tests look at, the others are passed over.
 */
export function readTraces(request: Uint8Array): ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  read(request, {
    1: (ofResource) => {
      const resource: Attributes = {};
      const resourceFields = { 1: (attribute: Reader) => readAttribute(attribute.readBytes(), resource) };
      read(ofResource.readBytes(), {
        1: (field) => read(field.readBytes(), resourceFields),
        2: (ofScope) =>
          read(ofScope.readBytes(), { 2: (span) => spans.push(readSpan(span.readBytes(), resource)) }),
      });
    },
  });
  return spans;
}

function readSpan(message: Uint8Array, resource: Attributes): ReceivedSpan {
  const span: ReceivedSpan = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 'internal',
    startedAt: 0n,
    endedAt: 0n,
    attributes: {},
    failed: false,
    message: '',
    parentIsRemote: false,
    resource,
  };
  read(message, {
    1: (field) => (span.traceId = hex(field)),
    2: (field) => (span.spanId = hex(field)),
    4: (field) => (span.parentSpanId = hex(field)),
    5: (field) => (span.name = field.readString()),
    6: (field) => (span.kind = KINDS[field.readEnum()] ?? 'internal'),
    7: (field) => (span.startedAt = BigInt(field.readFixed64String())),
    8: (field) => (span.endedAt = BigInt(field.readFixed64String())),
    9: (field) => readAttribute(field.readBytes(), span.attributes),
    15: (field) =>
      read(field.readBytes(), {
        2: (message) => (span.message = message.readString()),
        3: (code) => (span.failed = code.readEnum() === ERROR),
      }),
    16: (field) => (span.parentIsRemote = (field.readFixed32() & IS_REMOTE) !== 0),
  });
  return span;
}

function readAttribute(message: Uint8Array, into: Attributes): void {
  let key = '';
  read(message, {
    1: (field) => (key = field.readString()),
    2: (field) => (into[key] = readValue(field.readBytes())),
  });
}

function readValue(message: Uint8Array): Value {
  let value: Value;
  read(message, {
    1: (field) => (value = field.readString()),
    2: (field) => (value = field.readBool()),
    3: (field) => (value = field.readInt64()),
    4: (field) => (value = field.readDouble()),
    5: (field) => {
      const values: Value[] = (value = []);
      read(field.readBytes(), { 1: (element) => values.push(readValue(element.readBytes())) });
    },
  });
  return value;
}

const hex = (field: Reader): string => Buffer.from(field.readBytes()).toString('hex');

function read(message: Uint8Array, fields: Fields): void {
  const reader = new protobuf.BinaryReader(message);
  while (reader.nextField()) {
    const known = fields[reader.getFieldNumber()];
    if (known) known(reader);
    else reader.skipField();
  }
}
