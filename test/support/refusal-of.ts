import type { Problem } from '#client';
import { ProblemError } from '#client';

/** What a call of the client was refused with. @throws when it was not */
export async function refusalOf(call: Promise<unknown>): Promise<Problem> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof ProblemError) return outcome.problem;
  throw outcome instanceof Error ? outcome : new Error(`not refused: ${JSON.stringify(outcome)}`);
}
