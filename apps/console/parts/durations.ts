/** How long access may be granted or asked for, in minutes: an hour, a day, three days, seven days. */
export const DURATIONS: readonly number[] = [60, 1_440, 4_320, 10_080];
/** A day, which is preselected: less is easier to lengthen than regretted. */
export const USUAL_DURATION = 1_440;
