import { type MibClient, newKey } from 'mib/client';
import type { TransferList } from './transfer-list.ts';

/** A list as the person left it. */
export interface Place {
  list: TransferList;
  /** How far the window was scrolled, in px. */
  scrollY: number;
  /** The row that had the focus. */
  focused: number | undefined;
}

/** Each may have 100,000 transfers. */
const MAX_PLACES = 5;

/** The places of one session. Another client belongs to another session, and sees none of them. */
const placesOf = new WeakMap<MibClient, Map<string, Place>>();

/**
 * The place that belongs to an entry of the browser's history, so that the way back leads to the
 * same rows. A new visit to the same address begins a new list.
 */
export function placeAt(client: MibClient, entry: string, begin: () => TransferList): Place {
  const places = placesOf.get(client) ?? new Map<string, Place>();
  placesOf.set(client, places);
  const known = places.get(entry);
  const place = known ?? { list: begin(), scrollY: 0, focused: undefined };
  places.delete(entry);
  places.set(entry, place);
  for (const [oldest, { list }] of places) {
    if (places.size <= MAX_PLACES) break;
    list.close();
    places.delete(oldest);
  }
  return place;
}

/** The name of the present entry of the browser's history. It gets one if it has none. */
export function entryName(): string {
  const state: unknown = history.state;
  if (typeof state === 'object' && state !== null && 'entry' in state && typeof state.entry === 'string') {
    return state.entry;
  }
  const entry = newKey();
  history.replaceState({ ...(typeof state === 'object' ? state : {}), entry }, '');
  return entry;
}
