import type { DevelopmentApi } from './development-api.js';

const ID = 'acme';
const PATH = `/v1/workspaces/${ID}`;

/** The workspace of the examples, which somebody who starts the service for the first time does not have yet. */
export class ExampleWorkspace {
  readonly page = `/console/w/${ID}/support-access`;

  constructor(private readonly api: DevelopmentApi) {}

  /** Whether it is of use to somebody on their way to a path. */
  isFor(path: string): boolean {
    return !path.startsWith('/console/w/') || path.startsWith(`/console/w/${ID}/`);
  }

  /** Whether the API says that there is no such workspace; false when it does not answer. */
  async isMissing(): Promise<boolean> {
    try {
      const { status } = await this.api.send('GET', `${PATH}/support-access`);
      return status === 404;
    } catch {
      return false;
    }
  }

  /** @throws Error when the API does not take it */
  async make(): Promise<void> {
    const workspace = { name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    const { ok, status } = await this.api.send('PUT', PATH, { json: workspace });
    if (!ok) throw new Error(`the API answered ${status} to the example workspace`);
  }
}
