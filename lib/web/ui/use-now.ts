import { useEffect, useState } from 'preact/hooks';

/** The time in ms since 1970, again after each period. Without a period it stands still. */
export function useNow(periodMs: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (periodMs === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}
