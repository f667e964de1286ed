import type { PublishedEvent } from '../domain/published-event.ts';
import { transferEventsIn } from '../store/journal/events.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { WalletEvents } from '../store/wallet-events.ts';

/**
 * All events of a time span, unordered. Reads the whole journal and all events of wallets, a page at a time.
 * @param span ms since 1970; `until` is excluded
 */
export async function* eventsIn(
  { journal, walletEvents }: { journal: Pick<Journal, 'all'>; walletEvents: Pick<WalletEvents, 'in'> },
  span: { since: number; until: number },
): AsyncGenerator<PublishedEvent> {
  yield* transferEventsIn(journal, span);
  yield* walletEvents.in(span);
}
