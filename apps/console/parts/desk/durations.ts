/** How long access may be asked for, in minutes: an hour, a day, three days, seven days. */
export const DURATIONS = [60, 1_440, 4_320, 10_080] as const;
/** A day: less is easier to lengthen than regretted. */
export const PRESELECTED = 1_440;
