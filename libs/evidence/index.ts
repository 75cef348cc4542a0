export { canonicalJson } from './canonical-json.js';
export { chainOf, sealEvents, ZERO_CHAIN } from './chain.js';
export type { ChainedFacts, EventDraft } from './chain.js';
