import type { ConsoleFacts } from '../facts.js';

/** What the server wrote into this page. */
export const facts = JSON.parse(document.getElementById('console')?.textContent ?? '{}') as ConsoleFacts;
