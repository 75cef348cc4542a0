import { EVENTSTOREDB_IMAGE } from '../../../test/engines/eventstoredb.js';
import { releaseWarning } from './releases.js';

it.each(['23.10.0', '22.10.5', '24.10.0', '24.10.4', '24.10.4.1234-nightly', '25.0.0'])(
  'warns of %s and names the release that mends it',
  (version) => expect(releaseWarning(version)).toMatch(/known to be bad: .* or newer$/),
);

it.each(['23.10.1', '23.10.6', '24.6.0-double', '24.10.5', '25.0.1', '25.1.4', '26.0.0', 'unknown', ''])(
  'has nothing against "%s"',
  (version) => expect(releaseWarning(version)).toBeUndefined(),
);

it('knows no fault of the release that compose and the tests run', () =>
  expect(releaseWarning(EVENTSTOREDB_IMAGE.split(':')[1]!)).toBeUndefined());
