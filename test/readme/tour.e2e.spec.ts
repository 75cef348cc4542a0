import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { expectAsShown, titleOf } from './expect-as-shown.js';

/** The tour's last part waits for a grant of a minute to end. */
const SLOW_MS = 120_000;
const isSlowWanted = process.env.README_SLOW === '1';
if (!isSlowWanted)
  process.stderr.write('Skipped: the minute of the tour in which a grant ends. README_SLOW=1\n');

const blocks = shellBlocksOf('docs/tour.md');
const tour = blocks.filter(({ kind }) => kind === '');
const slow = blocks.filter(({ kind }) => kind === 'slow');

describe('the tour', () => {
  let directory: { path: string; remove(): Promise<void> };
  let service: ServiceProcess;
  let shell: Shell;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    service = await ServiceProcess.start(embedded(directory.path));
    // Where a reader has the defaults.
    shell = new Shell({ ...embedded(directory.path), API: service.address });
  });
  afterAll(async () => {
    await shell.close();
    await service.stop();
    await directory.remove();
  });

  it('begins with npm start', () => {
    expect(blocks[0]).toMatchObject({ kind: 'start', script: 'npm start\n' });
  });

  it('has as many steps as it seems', () => {
    expect(tour.length).toBeGreaterThan(10);
    expect(slow).toHaveLength(1);
    expect(tour.filter(({ shown }) => shown !== undefined).length).toBeGreaterThan(9);
  });

  it.each(tour.map((block) => [titleOf(block), block] as const))('%s', (_, block) =>
    expectAsShown(shell, block),
  );

  const minute = isSlowWanted ? it : it.skip;
  minute.each(slow.map((block) => [titleOf(block), block] as const))(
    '%s',
    (_, block) => expectAsShown(shell, block, SLOW_MS),
    SLOW_MS,
  );
});
