import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { UserRole } from '#auth';
import { DEVELOPMENT_TOKEN_HOURS, DEVELOPMENT_USERS, DevelopmentTokens, isUserRole } from '#auth';
import { isLoopback } from '#config';
import { DevelopmentApi } from './development-api.js';
import { addExampleProduct } from './example-product.js';
import { ExampleWorkspace } from './example-workspace.js';
import type { Kit } from './kit.js';
import { goTo, only, sendPlain } from './kit.js';
import type { DevelopmentPerson } from './picker-page.js';
import { pickerBody } from './picker-page.js';
import { HOME, returnPath } from './return-path.js';
import { isOwnForm } from './same-origin.js';

const DOES: Partial<Record<UserRole, string>> = {
  owner: 'owns workspaces: lets support in, and ends it',
  engineer: 'works for support: asks for access, and enters',
  'vendor-admin': 'leads support: sees all workspaces, and may end access',
  auditor: 'reads the audit trail of every workspace',
};

/** Those of the ready-made users who are people: a program has nothing to do on web pages. */
const PEOPLE: readonly DevelopmentPerson[] = DEVELOPMENT_USERS.flatMap(({ role, sub }) => {
  const does = DOES[role];
  return does === undefined ? [] : [{ role, id: sub, name: capitalised(sub), does }];
});

const ROLES = PEOPLE.map(({ role }) => role);

/** People who appear in the story of a ticket. */
const WINDOWS = ['olivia', 'erin', 'audrey'];

type Form = Partial<Record<'person' | 'role' | 'id' | 'name' | 'return', string>>;

/**
 * Sign-in without an identity provider, exactly when the service signs its own tokens: a page from which anybody is chosen. It is for this
 * machine alone, so a page of another site that has its name point here is refused by the name.
 */
export async function addDevelopmentSignIn(scope: FastifyInstance, kit: Kit, keysDir: string): Promise<void> {
  const { options, sessions } = kit;
  const tokens = await DevelopmentTokens.open(keysDir);
  const api = new DevelopmentApi(() => options.config.apiUrl ?? options.ownUrl(), tokens);
  const example = new ExampleWorkspace(api);
  addExampleProduct(scope, kit, api);

  scope.addHook('onRequest', (request, _reply, done) => {
    const hostname = hostnameOf(request);
    const known = isLoopback(hostname) || hostname.endsWith('.localhost');
    const detail = 'the console is at localhost while AUTH_* is not set';
    done(known ? undefined : options.refusal(403, 'FORBIDDEN', detail));
  });

  scope.get(
    '/console/sign-in',
    async (request: FastifyRequest<{ Querystring: { return?: string } }>, reply) => {
      const goingTo = returnPath(request.query.return);
      const canMakeExample = example.isFor(goingTo) && (await example.isMissing());
      return sendPlain(kit, request, reply, () => ({
        title: 'Who are you?',
        body: pickerBody({
          people: likelyFirst(hostnameOf(request)),
          roles: ROLES,
          goingTo,
          windows: windowsOf(request, goingTo),
          canMakeExample,
        }),
      }));
    },
  );

  scope.post(
    '/console/sign-in',
    { onRequest: only(kit, isOwnForm) },
    async (request: FastifyRequest<{ Body: Form }>, reply) => {
      const person = personIn(request.body);
      if (person === undefined)
        throw options.refusal(400, 'MALFORMED', 'choose somebody, or give a role and an id');
      const { role, id, name } = person;
      const accessToken = await tokens.sign([role], id, name === undefined ? {} : { name });
      await sessions.start(reply, {
        user: { id, ...(name !== undefined && { name }), roles: [role] },
        tokens: { accessToken, expiresAt: options.clock.now() + DEVELOPMENT_TOKEN_HOURS * 3_600_000 },
      });
      const goingTo = returnPath(request.body.return);
      return goTo(reply, goingTo === HOME ? await firstPageOf(role) : goingTo);
    },
  );

  scope.post(
    '/console/sign-in/example',
    { onRequest: only(kit, isOwnForm) },
    async (request: FastifyRequest<{ Body: Form }>, reply) => {
      await example.make();
      return goTo(reply, `/console/sign-in?return=${encodeURIComponent(returnPath(request.body.return))}`);
    },
  );

  const firstPageOf = async (role: UserRole): Promise<string> => {
    if (role === 'engineer') return '/console/desk';
    if (role === 'owner' && !(await example.isMissing())) return example.page;
    return HOME;
  };
}

/** Who is chosen by their button, or described in the fields. */
function personIn(form: Form): { role: UserRole; id: string; name?: string } | undefined {
  const chosen = PEOPLE.find(({ role, id }) => form.person === `${role}:${id}`);
  if (chosen) return chosen;
  const id = form.id?.trim();
  if (!isUserRole(form.role) || id === undefined || id === '') return undefined;
  const name = form.name?.trim();
  return { role: form.role, id, ...(name !== undefined && name !== '' && { name }) };
}

/** At `erin.localhost` Erin comes first. */
const likelyFirst = (hostname: string): DevelopmentPerson[] =>
  PEOPLE.toSorted(
    (a, b) => Number(hostname.startsWith(`${b.id}.`)) - Number(hostname.startsWith(`${a.id}.`)),
  );

/** As the browser wrote it: a page can write what a proxy is believed for. */
const hostnameOf = ({ headers: { host } }: FastifyRequest): string =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';

function windowsOf({ headers }: FastifyRequest, goingTo: string): { name: string; href: string }[] {
  const port = /:\d+$/.exec(headers.host ?? '')?.[0] ?? '';
  const query = goingTo === HOME ? '' : `?return=${encodeURIComponent(goingTo)}`;
  return WINDOWS.map((id) => ({
    name: `${capitalised(id)}: ${id}.localhost${port}`,
    href: `http://${id}.localhost${port}/console/sign-in${query}`,
  }));
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
