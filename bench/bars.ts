import type { Bar } from './bar.js';
import { accessCheck } from './bars/access-check.js';
import { auditExport } from './bars/audit-export.js';
import { checkpoints } from './bars/checkpoints.js';
import { cluster } from './bars/cluster.js';
import { door } from './bars/door.js';
import { eventstoredb } from './bars/eventstoredb.js';
import { exporting } from './bars/export.js';
import { growth } from './bars/growth.js';
import { httpAccessCheck } from './bars/http-access-check.js';
import { httpGrants } from './bars/http-grants.js';
import { kafka } from './bars/kafka.js';
import { massExpiry } from './bars/mass-expiry.js';
import { memory } from './bars/memory.js';
import { postgres } from './bars/postgres.js';
import { rebuild } from './bars/rebuild.js';
import { replay } from './bars/replay.js';
import { roles } from './bars/roles.js';
import { start } from './bars/start.js';
import { verify } from './bars/verify.js';

/** In the order in which they are run and printed. */
export const bars: readonly Bar[] = [
  door,
  kafka,
  cluster,
  roles,
  memory,
  rebuild,
  replay,
  postgres,
  eventstoredb,
  accessCheck,
  httpAccessCheck,
  httpGrants,
  auditExport,
  checkpoints,
  verify,
  exporting,
  massExpiry,
  growth,
  start,
];
