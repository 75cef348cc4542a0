import { compareDueList, openDueListQueries } from '#expiry';
import { ReadModelUnavailableError } from '#derived';
import { openReadModelQueries } from '#read-models';
import { using } from './opened.js';

/** How the due list differs from the read models: ends that are missing in it, and entries that have ended. */
export type DueListDifference = { missing: number; ended: number };

/** @returns undefined while there is no due list, or no read models, to compare */
export async function compareWithReadModels(
  readModelUrl: string,
  signal?: AbortSignal,
): Promise<DueListDifference | undefined> {
  const difference = { missing: 0, ended: 0 };
  try {
    await using(openDueListQueries(readModelUrl), (list) =>
      using(openReadModelQueries(readModelUrl), async (grants) => {
        for await (const { missing, ended } of compareDueList(list, grants, signal)) {
          difference.missing += missing.length;
          difference.ended += ended.length;
        }
      }),
    );
  } catch (error) {
    if (error instanceof ReadModelUnavailableError) return undefined;
    throw error;
  }
  return difference;
}

/** @returns undefined when there is no difference */
export function differenceInDueList({ missing, ended }: DueListDifference): string | undefined {
  if (missing + ended === 0) return undefined;
  return (
    `The due list differs from the read models: ${missing} are missing in it, and ${ended} in it have ended. ` +
    'The service mends it at its start and every hour'
  );
}
