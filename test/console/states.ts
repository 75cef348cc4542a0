import type { Page } from 'playwright-core';
import type { Actors, Name } from './cast.js';

/** A state of a page that people can meet. */
export type State = {
  title: string;
  as: Name;
  path: string;
  /** A selector of what is there when the page is complete; texts differ by language. */
  shows: string;
  /** The API, where it is not there: `silent` does not answer, `away` refuses connections. */
  api?: 'silent' | 'away';
  /** What somebody presses before the page is looked at. */
  pressing?: (page: Page) => Promise<void>;
};

const settings = (id: string): string => `/console/w/${id}/support-access`;
const trail = (id: string, query = ''): string => `/console/w/${id}/audit-trail${query}`;
const LIVE = 'sa-frame footer .live';

/** Brings a workspace of each kind about. @returns every state of every page */
export async function bringAbout(actors: Actors): Promise<readonly State[]> {
  const [olivia, erin, emil] = [actors.as('olivia'), actors.as('erin'), actors.as('emil')];
  const ids = ['off', 'pending', 'on', 'soon', 'longest', 'more', 'ended', 'free', 'sso', 'row'];
  for (const id of ids) await actors.describe(id);
  await actors.describe('free', { tier: 'free' });
  await actors.describe('sso', { forcedSso: true });

  const asked = { reason: 'The export of 12 March fails; I need to see its settings.', ticketId: 'T-42' };
  const { requestId } = await erin.requests.ask('on', asked);
  await olivia.requests.approve('on', requestId, { durationMinutes: 1_440 });
  await erin.logIn('on', { ticketId: 'T-42' });
  await emil.logIn('on', { ticketId: 'T-42', reason: 'The second pair of eyes' });
  await erin.requests.ask('pending', asked);
  await emil.requests.ask('pending', { reason: 'A hand-over', durationMinutes: 10_080 });
  await olivia.grant('soon', { durationMinutes: 30 });
  await olivia.grant('longest', { durationMinutes: 10_080 });
  const more = await olivia.grant('more', { durationMinutes: 1_440, reason: 'As agreed by phone' });
  await erin.requests.ask('more', { ...asked, grantId: more.grantId, durationMinutes: 1_440 });
  await olivia.grant('ended', {});
  await olivia.revoke('ended', { reason: 'Solved' });
  for (let n = 0; n < 2; n++) {
    await olivia.grant('row', {});
    await actors.as('victor').revoke('row');
  }
  await olivia.grant('row', {});

  const openRow = async (page: Page): Promise<void> => {
    for (const opener of (await page.getByRole('button', { expanded: false }).all()).slice(0, 3))
      await opener.click();
  };
  const openDialog =
    (selector: string) =>
    async (page: Page): Promise<void> => {
      await page.locator(selector).first().click();
      await page.locator('dialog[open]').first().waitFor();
    };
  return [
    ...ids.map((id): State => ({ title: `settings: ${id}`, as: 'olivia', path: settings(id), shows: LIVE })),
    {
      title: 'settings: before it is known',
      as: 'olivia',
      path: settings('off'),
      shows: '[aria-busy=true]',
      api: 'silent',
    },
    {
      title: 'settings: the service does not answer',
      as: 'olivia',
      path: settings('off'),
      shows: '[role=alert]',
      api: 'away',
    },
    {
      title: 'settings: extending',
      as: 'olivia',
      path: settings('on'),
      shows: LIVE,
      pressing: async (page) => {
        await page.locator('button[part=danger] + button').click();
        await page.locator('sa-extend-form button.primary').waitFor();
      },
    },
    {
      title: 'settings: out of reach',
      as: 'olivia',
      path: settings('nowhere'),
      shows: '[role=alert], .note',
    },
    { title: 'settings: seen by an auditor', as: 'audrey', path: settings('on'), shows: LIVE },
    { title: 'trail', as: 'olivia', path: trail('on'), shows: 'table' },
    { title: 'trail: opened', as: 'audrey', path: trail('on'), shows: 'table', pressing: openRow },
    { title: 'trail: empty', as: 'olivia', path: trail('off'), shows: LIVE },
    {
      title: 'trail: nothing matches',
      as: 'olivia',
      path: trail('on', '?ticket=T-0&ticketId=T-0'),
      shows: LIVE,
    },
    {
      title: 'trail: not in the tier',
      as: 'olivia',
      path: trail('free'),
      shows: '.note, [role=alert], .card',
    },
    {
      title: 'trail: out of reach',
      as: 'olivia',
      path: trail('nowhere'),
      shows: '.note, [role=alert], .card',
    },
    { title: 'desk', as: 'erin', path: '/console/desk', shows: LIVE },
    { title: 'desk: of somebody with nothing', as: 'eve', path: '/console/desk', shows: LIVE },
    {
      title: 'desk: asking',
      as: 'erin',
      path: '/console/desk',
      shows: LIVE,
      pressing: openDialog('header button.primary'),
    },
    {
      title: 'desk: logging in',
      as: 'erin',
      path: '/console/desk',
      shows: LIVE,
      pressing: openDialog('sa-desk-grants .actions button:last-child'),
    },
    { title: 'desk: of a vendor-admin', as: 'victor', path: '/console/desk', shows: LIVE },
    { title: 'home: of an owner', as: 'olivia', path: '/console/', shows: 'h1' },
    { title: 'home: of an auditor', as: 'audrey', path: '/console/', shows: 'h1' },
  ];
}
