import { setTimeout as delay } from 'node:timers/promises';

/** @returns whether it came true within that time */
export async function waitUntil(isSo: () => boolean, limitMs = 10_000): Promise<boolean> {
  for (const deadline = Date.now() + limitMs; !isSo(); await delay(5))
    if (Date.now() > deadline) return false;
  return true;
}
