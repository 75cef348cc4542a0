// `npm run pictures`: draws the pages of the console in the middle of a made-up story into docs/pictures, at two widths, light and
// dark. The service runs in this process on a clock that stands still, so that a second run draws the same. Needs Chromium.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './run.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
process.chdir(root);

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'];
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(CHROMIUM)) {
  console.error(`${CHROMIUM} is not there: apt-get install chromium, or name yours in CHROMIUM`);
  process.exit(1);
}

const clock = stillClock();
const directory = mkdtempSync(join(tmpdir(), 'support-access-pictures-'));
const { story } = await import('./pictures/story.mjs');
const { Stage } = await import('./pictures/stage.mjs');
const stage = await Stage.open({ directory, chromium: CHROMIUM, clock });
const target = join(root, 'docs/pictures');
mkdirSync(target, { recursive: true });
try {
  for await (const scene of story(stage))
    for (const width of WIDTHS)
      for (const scheme of SCHEMES) {
        const file = join(target, `${scene.name}-${width}-${scheme}.png`);
        await stage.draw(scene, { width, scheme, file });
        console.log(file.slice(root.length + 1));
      }
} finally {
  await stage.close();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(0);

/** Puts a clock that stands in the place of this process' own. @returns what sets it, in milliseconds since 1970 */
function stillClock() {
  const Real = Date;
  let now = Real.now();
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [now] : given));
    }
    static now() {
      return now;
    }
  };
  return { set: (instant) => (now = Real.parse(instant)), now: () => now };
}
