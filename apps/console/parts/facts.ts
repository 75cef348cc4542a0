import type { ConsoleFacts } from '../facts.js';
import type { Access } from './service.js';

/** What the server wrote into this page. */
export const facts = JSON.parse(document.getElementById('console')?.textContent ?? '{}') as ConsoleFacts;

/** How this page reaches the API. */
export const consoleAccess: Access = { api: '/console/api', user: facts.user.id };
