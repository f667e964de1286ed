const DAY_MS = 86_400_000;
const NAME = /^[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/;
const OFFSET = /^GMT(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)(:(?<seconds>\d\d))?$/;

/** Whether a name is that of a time zone of the IANA. An offset such as +01:00 is none. */
export function isTimeZone(name: string): boolean {
  if (name.length > 64 || !NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** The clock of a time zone. A local time is the ms that it would be since 1970 if it were UTC. */
export interface Clock {
  /** The local time at a time, in ms since 1970. */
  readonly shown: (at: number) => number;
  /**
   * When it shows a local time. One that the clock skips is taken by the offset before the change, and
   * of one that comes twice the first is taken (RFC 5545, 3.3.5).
   */
  readonly showing: (local: number) => number;
}

/** @param timeZone a name of the IANA */
export function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset', year: 'numeric' });
  const shown = (at: number) => at + offsetOf(format.formatToParts(at));
  const showing = (local: number) => {
    const before = local - (shown(local - DAY_MS) - (local - DAY_MS));
    if (shown(before) === local) return before;
    const after = local - (shown(local + DAY_MS) - (local + DAY_MS));
    return shown(after) === local ? after : before;
  };
  return { shown, showing };
}

/** How far a clock is from UTC, in ms. UTC itself has no sign. */
function offsetOf(parts: readonly Intl.DateTimeFormatPart[]): number {
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const { sign, hours, minutes, seconds = '0' } = OFFSET.exec(name)?.groups ?? {};
  const ms = (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ms : ms;
}
