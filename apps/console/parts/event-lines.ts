/**
 * Reads server-sent events, in the shape of the package that libs/client has for every other program. It knows what the service sends
 * (`id`, `data`, comments; lines that end in a line feed), and is a quarter as large, which counts in a vendor's page.
 */
export function createParser({ maxBufferSize, onEvent, onError }: Options): {
  feed: (chunk: string) => void;
} {
  let rest = '';
  let fields: Record<string, string | undefined> = {};
  return {
    feed(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      if (rest.length > maxBufferSize) onError(new ParseError());
      for (const line of lines) {
        const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
        if (line !== '') fields[name] = value;
        else {
          if (fields['data'] !== undefined) onEvent({ id: fields['id'], data: fields['data'] });
          fields = {};
        }
      }
    },
  };
}

/** A message that is too long. */
export class ParseError extends Error {
  readonly code = 'EVENT_TOO_LONG';
  readonly type = 'max-buffer-size-exceeded';
}

type Options = {
  maxBufferSize: number;
  onEvent: (message: { id: string | undefined; data: string }) => void;
  onError: (error: ParseError) => void;
};
