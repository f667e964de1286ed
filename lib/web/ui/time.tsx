import { format } from './person.ts';
import { useNow } from './use-now.ts';

const LIVE_MS = 60 * 60_000;

export interface TimeProps {
  /** RFC 3339. */
  readonly at: string;
  /**
   * `short` has day and minute, `full` everything, `clock` the milliseconds, and `age` how long ago
   * it was. Each shows the full time on hover.
   */
  readonly as?: 'short' | 'full' | 'clock' | 'age';
  readonly class?: string;
}

/** A time in the person's format and time zone. */
export function Time({ at, as = 'short', class: className }: TimeProps) {
  const isLive = as === 'age' && Date.now() - Date.parse(at) < LIVE_MS;
  useNow(isLive ? 5_000 : undefined);
  const text = {
    short: () => format.timeShort(at),
    full: () => format.timeFull(at),
    clock: () => format.clock(at),
    // Between two ticks a page may get a newer time, which must not be "in 1 second".
    age: () => format.age(at, Date.now()),
  }[as]();
  return (
    <time dateTime={at} title={format.timeFull(at)} class={className}>
      {text}
    </time>
  );
}
