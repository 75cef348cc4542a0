import type { Bar } from './bar.js';
import { accessCheck } from './bars/access-check.js';
import { door } from './bars/door.js';
import { growth } from './bars/growth.js';
import { rebuild } from './bars/rebuild.js';

/** In the order in which they are run and printed. */
export const bars: readonly Bar[] = [door, rebuild, accessCheck, growth];
