import type { DevelopmentTokens } from '#auth';

const ANSWER_MS = 3_000;

type Body = { json: object } | { form: Record<string, string> };

/** The API for what the console itself asks in development, as the program `crm`. */
export class DevelopmentApi {
  constructor(
    private readonly url: () => string,
    private readonly tokens: DevelopmentTokens,
  ) {}

  async send(method: 'GET' | 'PUT' | 'POST', path: string, body?: Body): Promise<Response> {
    return fetch(`${this.url()}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${await this.tokens.sign(['service'], 'crm')}`,
        ...(body && 'json' in body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: 'json' in body ? JSON.stringify(body.json) : new URLSearchParams(body.form) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  }
}
