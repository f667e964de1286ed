import { type MibClient, newKey } from 'mib/client';

/** What a place needs of its list. */
interface PlacedList {
  close(): void;
}

/** A list as the person left it. */
export interface Place<List> {
  list: List;
  /** How far the window was scrolled, in px. */
  scrollY: number;
  /** The row that had the focus. */
  focused: number | undefined;
}

/** Each may have 100,000 rows. */
const MAX_PLACES = 5;

/** The last places of each session. Another client belongs to another session, and sees none of them. */
export class Places<List extends PlacedList> {
  readonly #of = new WeakMap<MibClient, Map<string, Place<List>>>();

  /**
   * The place that belongs to an entry of the browser's history, so that the way back leads to the
   * same rows. A new visit to the same address begins a new list.
   */
  at(client: MibClient, entry: string, begin: () => List): Place<List> {
    const places = this.#of.get(client) ?? new Map<string, Place<List>>();
    this.#of.set(client, places);
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
