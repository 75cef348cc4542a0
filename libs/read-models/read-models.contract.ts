import { describeAccess } from './access.contract.js';
import { describeAnyHistory } from './any-history.contract.js';
import { describeAnyLists } from './any-lists.contract.js';
import { describeApplying } from './applying.contract.js';
import { describeAsOf } from './as-of.contract.js';
import { describeAuditTrail } from './audit-trail.contract.js';
import { describeDamage } from './damage.contract.js';
import type { ReadModelsPlace } from './fixture.contract.js';
import { ReadModelsFixture } from './fixture.contract.js';
import { describeRequests } from './requests.contract.js';
import { describeSessions } from './sessions.contract.js';
import { describeWorkflowDamage } from './workflow-damage.contract.js';

/** What every adapter of ReadModels promises. */
export function describeReadModels(name: string, newPlace: () => Promise<ReadModelsPlace>): void {
  describe(`read models on ${name}`, () => {
    const fixture = new ReadModelsFixture();
    beforeEach(() => fixture.setUp(newPlace));
    afterEach(() => fixture.tearDown());

    describeAccess(fixture);
    describeRequests(fixture);
    describeSessions(fixture);
    describeAuditTrail(fixture);
    describeApplying(fixture);
    describeAnyHistory(fixture);
    describeAnyLists(fixture);
    describeAsOf(fixture);
    describeDamage(fixture);
    describeWorkflowDamage(fixture);
  });
}
