/** By their names in rules, in the order in which weeks have them. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The numbers of weekdays, from 0 for Monday. */
export function numbersOf(weekdays: readonly Weekday[]): number[] {
  return WEEKDAYS.flatMap((one, n) => (weekdays.includes(one) ? n : []));
}
