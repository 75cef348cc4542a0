import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWorkspace, T0 } from '../read-models/histories.contract.js';
import { SimulatedLog } from '../read-models/simulated-log.contract.js';
import { openLogTree, requireLogOfTree } from './open-log-tree.js';

const logOf = (...workspaces: string[]): SimulatedLog => {
  const log = new SimulatedLog();
  for (const workspace of workspaces) describeWorkspace(log, workspace, T0);
  return log;
};

it('the log that the tree was folded from is told from another one, by whoever asks', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'log-tree-'));
  const url = `sqlite:${join(directory, 'read-models.db')}`;
  const [folded, other] = [logOf('acme', 'globex'), logOf('acme', 'initech')];
  try {
    // Nothing remembers a log yet.
    await requireLogOfTree(url, other);
    const tree = await openLogTree(url);
    await requireLogOfTree(url, other);
    await tree.apply(folded.events, folded.events.at(-1)!.position);
    await requireLogOfTree(url, folded);
    await expect(requireLogOfTree(url, other)).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    await expect(requireLogOfTree(url, logOf('acme'))).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    await tree.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
