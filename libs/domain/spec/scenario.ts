// Given these events, when this command comes at that time, then these events. Fixed people, fixed ids, fixed times.
import type {
  Command,
  EpochMs,
  KnownWorkspace,
  Policy,
  SupportAccessEvent,
  WorkspaceState,
} from '../index.js';
import { decide, DEFAULT_POLICY, evolve, initialState } from '../index.js';
import { NEW_ID } from './scenario-people.js';

export * from './scenario-commands.js';
export * from './scenario-events.js';
export * from './scenario-people.js';

export const lax: Policy = DEFAULT_POLICY;
export const strict: Policy = { ...DEFAULT_POLICY, requireTicket: true };
export const strictest: Policy = { ...DEFAULT_POLICY, requireTicket: 'grant' };

export const fold = (history: readonly SupportAccessEvent[]): WorkspaceState =>
  history.reduce(evolve, initialState);

/** The state of a workspace that somebody described. */
export function known(...history: SupportAccessEvent[]): KnownWorkspace {
  const state = fold(history);
  if (state.status === 'unknown') throw new Error('nobody described it');
  return state;
}

/** What the command records upon that history; the clock says `now`. */
export const given = (...history: SupportAccessEvent[]) => ({
  when: (command: Command, now: EpochMs, policy = lax): SupportAccessEvent[] =>
    decide(command, fold(history), { now, newId: NEW_ID, policy }),
});
