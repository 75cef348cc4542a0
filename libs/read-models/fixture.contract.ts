import type { RecordedEvent } from '#event-store';
import { describeWorkspace, T0 } from './histories.contract.js';
import type { ReadModelQueries, ReadModels } from './read-models.js';
import { SimulatedLog } from './simulated-log.contract.js';

/** One place where read models are kept; opening it again finds what was there. */
export type ReadModelsPlace = {
  open(): Promise<ReadModels>;
  openQueries(): Promise<ReadModelQueries>;
  remove(): Promise<void>;
};

/** What each case starts with: empty read models, and a log in which somebody described the workspace `acme`. */
export class ReadModelsFixture {
  place!: ReadModelsPlace;
  models!: ReadModels;
  queries!: ReadModelQueries;
  log!: SimulatedLog;

  async setUp(newPlace: () => Promise<ReadModelsPlace>): Promise<void> {
    this.place = await newPlace();
    this.models = await this.place.open();
    this.queries = await this.place.openQueries();
    this.log = new SimulatedLog();
    describeWorkspace(this.log, 'acme', T0);
  }

  async tearDown(): Promise<void> {
    await this.queries.close();
    await this.models.close();
    await this.place.remove();
  }

  /** Applies the whole log, again as far as it has been applied. */
  async catchUp(): Promise<void> {
    await this.apply(this.log.events);
  }

  async apply(events: readonly RecordedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last) await this.models.apply(events, last.position);
  }
}
