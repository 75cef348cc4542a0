import type { DevelopmentTokens } from '#auth';

const ID = 'acme';
const ANSWER_MS = 3_000;

/** The workspace of the examples, which somebody who starts the service for the first time does not have yet. */
export class ExampleWorkspace {
  readonly page = `/console/w/${ID}/support-access`;

  constructor(
    private readonly apiUrl: () => string,
    private readonly tokens: DevelopmentTokens,
  ) {}

  /** Whether it is of use to somebody on their way to a path. */
  isFor(path: string): boolean {
    return !path.startsWith('/console/w/') || path.startsWith(`/console/w/${ID}/`);
  }

  /** Whether the API says that there is no such workspace; false when it does not answer. */
  async isMissing(): Promise<boolean> {
    try {
      const { status } = await this.send('GET', '/support-access');
      return status === 404;
    } catch {
      return false;
    }
  }

  /** @throws Error when the API does not take it */
  async make(): Promise<void> {
    const workspace = { name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    const { ok, status } = await this.send('PUT', '', workspace);
    if (!ok) throw new Error(`the API answered ${status} to the example workspace`);
  }

  private async send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.apiUrl()}/v1/workspaces/${ID}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${await this.tokens.sign(['service'], 'crm')}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  }
}
