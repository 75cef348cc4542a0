/** Injection tokens of the ports that the composition root fills; the door's is `DOOR` of #commands. */
export const CONFIG = Symbol('CONFIG');
export const CLOCK = Symbol('CLOCK');
export const EVENT_READER = Symbol('EVENT_READER');
export const READ_MODEL_QUERIES = Symbol('READ_MODEL_QUERIES');
export const EVIDENCE = Symbol('EVIDENCE');
