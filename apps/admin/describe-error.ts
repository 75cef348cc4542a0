/** One sentence for what the user can put right, which has a literal code; a stack for what only we can. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.message : (error.stack ?? error.message);
}
