import { numbersOf } from './weekdays.ts';
import type { WhenForm } from './when.ts';

const DAY_MS = 86_400_000;

/**
 * The first dates of a choice, as `<input type="datetime-local">` has them. The rules that a person can
 * choose are simple enough to count without a library. A test keeps them equal to those of the API.
 * @param most how many are wanted
 */
export function firstDates(when: WhenForm, most: number): string[] {
  const { kind, at, ends, until, count } = when;
  if (kind === 'now' || kind === 'once') return [at];
  const [year = 0, month = 1, day = 1] = at.slice(0, 10).split('-').map(Number);
  const interval = Number(when.interval);
  const days = kind === 'week' ? numbersOf(when.weekdays) : [];
  const start = Date.UTC(year, month - 1, day);
  const ofWeeks = daysOfWeeks(start, days.length === 0 ? [weekdayOf(start)] : days, interval);
  const dayOf = (n: number) => {
    if (kind === 'day') return start + DAY_MS * interval * n;
    if (kind === 'week') return ofWeeks(n);
    const last = new Date(Date.UTC(year, month + n * interval, 0)).getUTCDate();
    return Date.UTC(year, month - 1 + n * interval, Math.min(day, last));
  };
  const length = ends === 'after' ? Math.min(most, Number(count)) : most;
  return Array.from({ length }, (_, n) => new Date(dayOf(n)).toISOString().slice(0, 10))
    .filter((date) => ends !== 'on' || date <= until)
    .map((date) => date + at.slice(10, 16));
}

/** The weekday of a day, from 0 for Monday. */
function weekdayOf(day: number): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/** Counts the days of weeks, from a day on. `interval` is 2 for every second week. Weeks begin on Monday, as in the rules of the API. */
function daysOfWeeks(start: number, days: readonly number[], interval: number): (n: number) => number {
  const monday = start - DAY_MS * weekdayOf(start);
  // Those of the first week before the start are left out.
  const before = days.filter((day) => monday + DAY_MS * day < start).length;
  return (n) => {
    const place = n + before;
    const week = Math.floor(place / days.length) * interval;
    return monday + DAY_MS * (7 * week + (days[place % days.length] ?? 0));
  };
}
