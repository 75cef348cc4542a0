import { createParser as referenceParser } from 'eventsource-parser';
import { createParser, ParseError } from './event-lines.js';

const SENT =
  ': hello\n\nevent: change\nid: 7\ndata: {"type":"A: B"}\n\n: still here\n\nid: 8\ndata: {"n":"ü"}\n\ndata: open';

it('reads what the service sends as the reference does, however it is cut', () => {
  for (let size = 1; size <= SENT.length; size++) {
    const [read, expected]: unknown[][] = [[], []];
    const parsers = [
      createParser({ maxBufferSize: 1_000, onEvent: (message) => read!.push(message), onError: fail }),
      referenceParser({ onEvent: ({ id, data }) => expected!.push({ id, data }) }),
    ];
    for (let i = 0; i < SENT.length; i += size)
      for (const each of parsers) each.feed(SENT.slice(i, i + size));
    expect(read).toEqual(expected);
    expect(read).toHaveLength(2);
  }
});

it('complains of a line that does not end', () => {
  const errors: unknown[] = [];
  const parser = createParser({ maxBufferSize: 10, onEvent: fail, onError: (error) => errors.push(error) });
  parser.feed('data: 12345');
  expect(errors).toEqual([expect.any(ParseError)]);
});

function fail(): void {
  throw new TypeError('not expected');
}
