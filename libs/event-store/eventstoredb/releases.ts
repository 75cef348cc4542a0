/** Releases of EventStoreDB and KurrentDB that are known to be bad for those who follow a log, by the first that is not. */
const FAULTS: readonly { from: string; fixed: string; fault: string }[] = [
  {
    from: '0.0.0',
    fixed: '23.10.1',
    fault: 'a filtered subscription may be told a position past events that it was not given',
  },
  {
    from: '24.10.0',
    fixed: '24.10.5',
    fault: 'a filtered subscription is told a position past the end of a log without events',
  },
  {
    from: '25.0.0',
    fixed: '25.0.1',
    fault: 'a filtered subscription may be told the position of an event that it was not given',
  },
];

/** @returns a sentence for operators, undefined for a release that nothing is known against, or that cannot be read */
export function releaseWarning(version: string): string | undefined {
  const release = numberOf(version);
  if (release === undefined) return undefined;
  const known = FAULTS.find(({ from, fixed }) => release >= numberOf(from)! && release < numberOf(fixed)!);
  return (
    known &&
    `the server of EVENT_STORE_URL is release ${version}, which is known to be bad: ${known.fault}. ` +
      `This service does not rely on that; others may. Take ${known.fixed} or newer`
  );
}

function numberOf(version: string): number | undefined {
  const [, year, month, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return year === undefined ? undefined : (Number(year) * 1_000 + Number(month)) * 1_000 + Number(patch);
}
