import { useEffect, useState } from 'preact/hooks';
import { act, useLive } from '../live/use-live.ts';
import { merged, type Seen, toRead, withPending } from './watch.ts';

const EVERY_MS = 800;
const LIMIT = 100;
const MOST_READ = 10;

/** The transfers since the page is open: those that were pending once, and those of drills. */
export function useWatch(): { seen: readonly Seen[]; add: (found: readonly Seen[]) => void } {
  const { data } = useLive('pending', { limit: LIMIT }, EVERY_MS);
  const [seen, setSeen] = useState<readonly Seen[]>([]);
  useEffect(() => {
    if (!data) return;
    const stop = new AbortController();
    setSeen((before) => withPending(before, data.transfers));
    const ended = toRead(seen, data.transfers).slice(0, MOST_READ);
    for (const { wallet_id, TxID } of ended) {
      act('transfer', { wallet_id, TxID }, stop.signal).then(
        ({ transfer: { status } }) => setSeen((before) => merged(before, [{ wallet_id, TxID, status }])),
        // Its database may be out of reach. The next look asks again.
        () => undefined,
      );
    }
    return () => stop.abort();
  }, [data]);
  return { seen, add: (found) => setSeen((before) => merged(before, found)) };
}
