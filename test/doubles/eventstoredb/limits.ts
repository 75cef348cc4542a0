/** Of one append, by default. */
export const SIZE_LIMIT_BYTES = 1024 * 1024;

/** After how many events looked at a filtered subscription says where it is, times the interval asked for. */
export const CHECKPOINT_WINDOW = 32;
