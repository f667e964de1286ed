import type { WhenForm } from './when.ts';

/**
 * The first dates of a choice, as `<input type="datetime-local">` has them. The rules that a person can
 * choose are simple enough to count without a library. A test keeps them equal to those of the API.
 * @param most how many are wanted
 */
export function firstDates({ kind, at, ends, until, count }: WhenForm, most: number): string[] {
  if (kind === 'now' || kind === 'once') return [at];
  const [year = 0, month = 1, day = 1] = at.slice(0, 10).split('-').map(Number);
  const dayOf = (n: number) => {
    if (kind === 'day') return Date.UTC(year, month - 1, day + n);
    if (kind === 'week') return Date.UTC(year, month - 1, day + 7 * n);
    const last = new Date(Date.UTC(year, month + n, 0)).getUTCDate();
    return Date.UTC(year, month - 1 + n, Math.min(day, last));
  };
  const length = ends === 'after' ? Math.min(most, Number(count)) : most;
  return Array.from({ length }, (_, n) => new Date(dayOf(n)).toISOString().slice(0, 10))
    .filter((date) => ends !== 'on' || date <= until)
    .map((date) => date + at.slice(10, 16));
}
