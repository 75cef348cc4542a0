import { expect, it } from '@jest/globals';
import { describeWith } from '../engines/engines.js';
import { scaled } from '../support/test-scale.js';
import { withBrowser } from './browser.js';
import { actors, vendorSite, withConsole } from './console-under-test.js';
import type { Hand } from './hands.js';
import { keyboard, mouse } from './hands.js';
import { expectNoSecrets } from './secrets.js';
import { openWindows, tellStory } from './story.js';
import { visitorsLeave } from './visitor.js';

const HANDS: [title: string, workspaceId: string, hand: Hand][] = [
  ['by the mouse', 'acme', mouse],
  ['by the keyboard alone', 'globex', keyboard],
];

describeWith(['chromium'], 'the story of a ticket, told by three people in three windows', () => {
  withConsole();
  withBrowser();
  visitorsLeave();

  it.each(HANDS.slice(0, scaled(1, 2)))(
    '%s; and no secret stays behind',
    async (_title, workspaceId, hand) => {
      await actors.describe(workspaceId);
      const windows = await openWindows(workspaceId);
      await tellStory(windows, hand, workspaceId);
      const tokens = vendorSite.landed.map((form) => form.get('token') ?? '');
      expect(tokens.every((token) => token.length > 100)).toBe(true);
      for (const visitor of Object.values(windows)) {
        await expectNoSecrets(visitor, tokens);
        expect(visitor.notes.violations).toEqual([]);
        expect(visitor.notes.errors).toEqual([]);
      }
    },
  );
});
