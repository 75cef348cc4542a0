/**
 * The changelog with what was unreleased as the section of a version, and a new, empty section before it.
 * @param {string} date YYYY-MM-DD
 * @throws Error when there is nothing to release, or the version has its section
 */
export function closeSection(changelog, version, date) {
  const heading = '## [Unreleased]\n';
  const at = changelog.indexOf(heading);
  if (at < 0) throw new Error(`CHANGELOG.md has no ${heading.trim()}`);
  if (changelog.includes(`## [${version}]`))
    throw new Error(`CHANGELOG.md has a section of ${version} already`);
  const rest = changelog.slice(at + heading.length);
  const next = rest.search(/^## \[/m);
  const unreleased = next < 0 ? rest : rest.slice(0, next);
  if (unreleased.trim() === '') throw new Error('CHANGELOG.md says of nothing that it changed');
  return `${changelog.slice(0, at)}${heading}\n## [${version}] - ${date}\n${rest}`;
}
