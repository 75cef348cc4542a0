import { IMAGE } from './images.js';
import type { Setting } from './setting.js';

const MAX_BYTES = 300e6;

/** What is in the image, and what is not. */
export const describeImage = (setting: Setting): void =>
  describe('the image', () => {
    const sh = async (script: string): Promise<string[]> =>
      (
        await setting.engine.docker([
          'run',
          '--rm',
          '--network',
          'none',
          '--entrypoint',
          'sh',
          IMAGE,
          '-c',
          script,
        ])
      ).stdout
        .split('\n')
        .filter((line) => line !== '');

    it('is smaller than 300 MB, its base included', async () => {
      const { stdout } = await setting.engine.docker(['inspect', '--format', '{{.Size}}', IMAGE]);
      setting.say(`image: ${Math.round(Number(stdout) / 1e6)} MB`);
      expect(Number(stdout)).toBeLessThan(MAX_BYTES);
    });

    it('has native modules as their packages bring them, those of this system alone, and nothing that compiles', async () => {
      const native = await sh("find / -xdev -name '*.node' -not -path '/proc/*' 2>/dev/null | sort");
      expect(native).toHaveLength(3);
      for (const file of native) expect(file).toMatch(/(prebuilds\/linux-|-linux-)[^/]*(\/[^/]+)?\.node$/);
      expect(
        await sh('command -v cc gcc g++ make python3; ls -d node_modules/*/build/Release 2>/dev/null; true'),
      ).toEqual([]);
    });

    it('has neither types nor source maps of modules, nor what only development needs', async () => {
      expect(
        await sh("find node_modules -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts'"),
      ).toEqual([]);
      expect(
        await sh(
          'ls -d node_modules/jest node_modules/typescript node_modules/@types dist/test dist/bench 2>/dev/null; true',
        ),
      ).toEqual([]);
    });

    it('has the built pages of the console', async () => {
      const manifest = JSON.parse(
        (await sh('cat dist/apps/console/assets/manifest.json')).join('\n'),
      ) as object;
      const files = Object.values(manifest) as string[];
      expect(files).toEqual(
        expect.arrayContaining([expect.stringMatching(/\.js$/), expect.stringMatching(/\.css$/)]),
      );
      const there = await sh('cd dist/apps/console/assets && find * -type f');
      expect(there).toEqual(expect.arrayContaining(files));
    });

    it('is run by a user without rights, who may write where data goes', async () => {
      expect(await sh('id -un; touch /data/x && echo may; touch /app/x 2>/dev/null || echo may not')).toEqual(
        ['node', 'may', 'may not'],
      );
    });
  });
