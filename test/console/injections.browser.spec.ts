import { expect, it } from '@jest/globals';
import { describeWith } from '../engines/engines.js';
import { scaled } from '../support/test-scale.js';
import { withBrowser } from './browser.js';
import { actors, withConsole } from './console-under-test.js';
import { COUNT_HITS, MARKUP } from './markup.js';
import { Visitor, visitorsLeave } from './visitor.js';
import { contentsOf, countOf } from './whole-page.js';

/** Puts a text wherever people and their programs may write. @returns the workspace, with a request that waits and a session */
async function write(text: string, n: number): Promise<string> {
  const id = `w-${n}`;
  const client = { headers: { 'User-Agent': text } };
  const erin = await actors.somebody('engineer', `erin-${n}`, { name: text, email: text });
  const olivia = await actors.somebody('owner', 'olivia', { name: text, email: text });
  await actors.describe(id, { name: text });
  const asked = { reason: text, durationMinutes: 60 };
  const { requestId } = await erin.requests.ask(id, asked, client);
  await olivia.requests.refuse(id, requestId, { reason: text }, client);
  await olivia.grant(id, { durationMinutes: 60, reason: text }, client);
  await olivia.revoke(id, { reason: text }, client);
  const { grantId } = await olivia.grant(id, { durationMinutes: 60, reason: text }, client);
  await olivia.extend(id, { grantId, additionalMinutes: 60, reason: text }, client);
  await erin.logIn(id, { reason: text }, client);
  await erin.requests.ask(id, { ...asked, grantId }, client);
  return id;
}

describeWith(['chromium'], 'texts that look like markup', () => {
  withConsole();
  withBrowser();
  visitorsLeave();

  it('draw nothing and run nothing, on any page', async () => {
    const texts = MARKUP.slice(0, scaled(5, MARKUP.length));
    expect(scaled(30, texts.length)).toBe(30);
    const ids: string[] = [];
    for (const [n, text] of texts.entries()) ids.push(await write(text, n));
    const [olivia, victor] = await Promise.all([
      Visitor.open('olivia', '/console/'),
      Visitor.open('victor', '/console/desk'),
    ]);
    const look = async ({ page, context, notes }: Visitor, path: string, expected: readonly string[]) => {
      await page.goto(path);
      await page.getByText('Live').first().waitFor();
      // What is folded has texts of its own.
      const folded = page.getByRole('button', { expanded: false });
      while ((await folded.count()) > 0) await folded.first().click();
      const contents = await contentsOf(page);
      expect(expected.filter((text) => !contents.includes(text))).toEqual([]);
      expect({
        path,
        hits: await page.evaluate('hits'),
        drawn: await countOf(page, '.hit, [src*=hit], [href*=hit]'),
      }).toEqual({ path, hits: 0, drawn: 0 });
      expect(notes.requests.map((request) => request.url()).filter((url) => url.includes('/hit'))).toEqual(
        [],
      );
      expect([...notes.violations, ...notes.errors, ...notes.dialogs]).toEqual([]);
      return context;
    };
    for (const visitor of [olivia, victor]) await visitor.context.addInitScript(COUNT_HITS);
    for (const [n, id] of ids.entries()) {
      await look(olivia, `/console/w/${id}/support-access`, [texts[n]!]);
      await look(olivia, `/console/w/${id}/audit-trail`, [texts[n]!]);
    }
    await look(victor, '/console/desk', texts);
  });
});
