import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useRefresh } from '../../ui/use-refresh.ts';
import { client } from '../session.ts';
import type { LiveList } from './live-list.ts';
import { entryName, type Place, type Places } from './places.ts';

/** How often the page looks for what is new while a person can see it. */
const LOOK_MS = 5_000;

/** A list in a view. */
export interface ShownList<List> {
  readonly place: Place<List>;
  readonly list: List;
  /** Another number after each change of the list. */
  readonly version: number;
  /** The keys of the rows on the screen. */
  readonly seen: { current: readonly string[] };
  /** Begins a new list in place of this one. */
  readonly restart: () => void;
}

/**
 * The list of the present address: a new one, or that of an earlier visit on the way back.
 * @param begin makes the list that the address names
 */
export function useLiveList<List extends LiveList<unknown>>(places: Places<List>, begin: () => List): ShownList<List> {
  const { url } = useLocation();
  const api = client.value;
  // The address says the wallet and what the list has of it.
  const place = useMemo(() => places.at(api, `${entryName()} ${url}`, begin), [api, url]);
  const [version, setVersion] = useState(0);
  const changed = () => setVersion((changes) => changes + 1);
  const { list } = place;
  const seen = useRef<readonly string[]>([]);

  useEffect(() => {
    list.onChange = changed;
    if (list.rows.length === 0) void list.more();
    return () => {
      list.onChange = () => undefined;
    };
  }, [list]);
  const look = useCallback(() => {
    // What a look misses, the next one finds. An ended session is noticed by the client.
    list.look(seen.current).catch(() => undefined);
  }, [list]);
  useEffect(look, [look]);
  useRefresh(look, LOOK_MS);

  const restart = () => {
    list.close();
    place.list = begin();
    changed();
  };
  return { place, list, version, seen, restart };
}
