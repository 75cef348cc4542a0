import { WorkspaceLanes } from './workspace-lanes.js';

type Task = { key: string; name: string; end: () => void };

/** Lanes whose tasks end when told to. */
function lanesOf(limit: number): { add: (key: string, name: string) => void; started: Task[] } {
  const started: Task[] = [];
  const lanes = new WorkspaceLanes<{ key: string; name: string }>(
    limit,
    (task) => new Promise((resolve) => started.push({ ...task, end: resolve })),
  );
  return { add: (key, name) => lanes.add(key, { key, name }), started };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const names = (tasks: readonly Task[]): string[] => tasks.map(({ name }) => name);

describe('lanes', () => {
  it('begin a key’s next task when the one before has ended, and other keys at once', async () => {
    const { add, started } = lanesOf(10);
    add('a', 'a1');
    add('a', 'a2');
    add('b', 'b1');
    expect(names(started)).toEqual(['a1', 'b1']);
    started[0]?.end();
    await turn();
    expect(names(started)).toEqual(['a1', 'b1', 'a2']);
  });

  it('run so many keys at once, and then those that waited, in their order', async () => {
    const { add, started } = lanesOf(2);
    for (const name of ['a', 'b', 'c', 'd']) add(name, name);
    expect(names(started)).toEqual(['a', 'b']);
    started[1]?.end();
    await turn();
    started[0]?.end();
    await turn();
    expect(names(started)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('take a task of a key that was done before', async () => {
    const { add, started } = lanesOf(1);
    add('a', 'a1');
    started[0]?.end();
    await turn();
    add('a', 'a2');
    expect(names(started)).toEqual(['a1', 'a2']);
  });
});
