import { readDeadLetter } from './dead-letter.js';
import { ResolutionLog } from './resolution-log.js';
import type { ResolutionRecord, ResolutionKind } from './resolution-record.js';
import { resolutionMessage, newClaim, readResolution } from './resolution-record.js';

const mark = (kind: ResolutionKind, claim: string, supersedes?: string): ResolutionRecord => ({
  kind,
  letter: '0/7',
  claim,
  ...(supersedes !== undefined && { supersedes }),
  by: `who made ${claim}`,
  reason: 'mended',
  at: 1,
});

function ledgerOf(...marks: ResolutionRecord[]): ResolutionLog {
  const resolutions = new ResolutionLog();
  for (const each of marks) resolutions.apply(each);
  return resolutions;
}

describe('the marks of a dead letter', () => {
  it('leave a letter open that nobody spoke of', () => {
    expect(ledgerOf(mark('claimed', 'a')).stateOf('1/7')).toEqual({ kind: 'open' });
  });

  it('give it to the first who claims it, who ends it', () => {
    const claimed = ledgerOf(mark('claimed', 'a'), mark('claimed', 'b'));
    expect([claimed.isHeldBy('0/7', 'a'), claimed.isHeldBy('0/7', 'b')]).toEqual([true, false]);
    claimed.apply(mark('discarded', 'b'));
    claimed.apply(mark('retried', 'a'));
    expect(claimed.stateOf('0/7')).toMatchObject({ kind: 'retried', mark: { by: 'who made a' } });
  });

  it('let it be taken over once, by naming who held it, and remember all who had it', () => {
    const resolutions = ledgerOf(
      mark('claimed', 'a'),
      mark('claimed', 'b', 'a'),
      mark('claimed', 'c', 'a'),
      mark('claimed', 'd', 'b'),
      mark('retried', 'a'),
    );
    expect(resolutions.stateOf('0/7')).toMatchObject({
      kind: 'claimed',
      mark: { claim: 'd' },
      earlier: [{ claim: 'a' }, { claim: 'b' }],
    });
  });

  it('say nothing more once it is ended', () => {
    const resolutions = ledgerOf(
      mark('claimed', 'a'),
      mark('retried', 'a'),
      mark('claimed', 'b', 'a'),
      mark('discarded', 'a'),
    );
    expect(resolutions.stateOf('0/7').kind).toBe('retried');
  });
});

describe('what lies in the dead-letter topic', () => {
  const placed = { partition: 0, offset: '9', key: null, timestamp: 5 };
  const value = Buffer.from(
    resolutionMessage({ place: '0/7', partition: 0 }, newClaim(), 'discarded', {
      by: 'olga',
      reason: 'a test',
    }).value as string,
  );
  const headers = { 'x-resolution': Buffer.from('discarded') };

  it('is a mark when somebody resolved a letter', () => {
    expect(readResolution({ ...placed, value, headers })).toMatchObject({
      kind: 'discarded',
      letter: '0/7',
      by: 'olga',
      reason: 'a test',
      at: 5,
    });
    expect(readDeadLetter({ ...placed, value, headers })).toBeUndefined();
  });

  it('is a letter, and no mark, when a message only looks like one', () => {
    const forged = { ...placed, value, headers: { ...headers, 'x-error-code': Buffer.from('MALFORMED') } };
    expect(readResolution(forged)).toBeUndefined();
    expect(readDeadLetter(forged)).toMatchObject({ place: '0/9', code: 'MALFORMED', value });
  });

  it.each(['', 'null', '[]', '{"letter":7,"claim":"a"}', '\xff'])('is neither when it reads %j', (text) => {
    expect(readResolution({ ...placed, value: Buffer.from(text, 'latin1'), headers })).toBeUndefined();
  });
});
