const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day';

/** From the largest unit down: a duration is written in its unit and the next smaller one. */
const PAIRS: readonly (readonly [Unit, number, Unit, number])[] = [
  ['day', DAY, 'hour', HOUR],
  ['hour', HOUR, 'minute', MINUTE],
  ['minute', MINUTE, 'second', SECOND],
];

/**
 * Writes durations in ms: "113 ms", "1.4 s", "2 min 5 s", "3 hr 2 min". Clocks of two machines
 * differ, so that a duration can be negative.
 */
export function durationFormat(locales: readonly string[]): (ms: number) => string {
  const units = new Map<string, Intl.NumberFormat>();
  const write = (amount: number, unit: Unit, digits = 0): string => {
    const name = `${unit} ${digits}`;
    const format =
      units.get(name) ??
      new Intl.NumberFormat([...locales], { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits });
    units.set(name, format);
    return format.format(amount);
  };
  return (ms) => {
    const whole = Math.round(ms);
    const size = Math.abs(whole);
    if (size < SECOND) return write(whole, 'millisecond');
    if (size < MINUTE) return write(Math.trunc(whole / 100) / 10, 'second', 1);
    for (const [large, largeMs, small, smallMs] of PAIRS) {
      if (size < largeMs) continue;
      const rest = Math.trunc((size % largeMs) / smallMs);
      const first = write(Math.trunc(whole / largeMs), large);
      return rest === 0 ? first : `${first} ${write(rest, small)}`;
    }
    return write(whole, 'millisecond');
  };
}
