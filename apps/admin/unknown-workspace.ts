import { NoAnswerError } from './cli.js';

/** Of a workspace without events, by every command that is asked for one: exit code 2, never an empty answer. */
export const unknownWorkspace = (workspaceId: string): NoAnswerError =>
  new NoAnswerError(`there is no workspace ${workspaceId} in the log`);
