// Scripts run before anything is built, and have no types.
const script = '../../scripts/close-changelog.mjs';
type Script = { closeSection(changelog: string, version: string, date: string): string };
const { closeSection } = (await import(script)) as Script;

const HEAD = '# Changelog\n\n## [Unreleased]\n';

it('what was unreleased is the section of the version, under a new one that is empty', () => {
  const before = `${HEAD}\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- The first.\n`;
  const after = closeSection(before, '0.2.0', '2026-12-01');
  expect(after).toBe(
    `${HEAD}\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- The first.\n`,
  );
  expect(() => closeSection(after, '0.3.0', '2026-12-02')).toThrow('says of nothing');
  expect(() => closeSection(after, '0.2.0', '2026-12-02')).toThrow('has a section of 0.2.0');
});

it('is said of a changelog without such a section', () =>
  expect(() => closeSection('# Changelog\n', '0.2.0', '2026-12-01')).toThrow('has no ## [Unreleased]'));
