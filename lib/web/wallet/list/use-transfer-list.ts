import type { MibClient } from 'mib/client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useRefresh } from '../../ui/use-refresh.ts';
import { apiQuery, type ListFilters } from '../filters.ts';
import { client } from '../session.ts';
import { entryName, type Place, placeAt } from './places.ts';
import { TransferList } from './transfer-list.ts';

/** How often the page looks for new transfers while a person can see it. */
const LOOK_MS = 5_000;

/** A list of transfers in a view. */
export interface ShownList {
  readonly place: Place;
  readonly list: TransferList;
  /** Another number after each change of the list. */
  readonly version: number;
  /** The ids of the rows on the screen. */
  readonly seen: { current: readonly string[] };
  /** Begins a new list in place of this one. */
  readonly restart: () => void;
}

/** The list of the present address: a new one, or that of an earlier visit on the way back. */
export function useTransferList(walletId: string, filters: ListFilters): ShownList {
  const { url } = useLocation();
  const api = client.value;
  const begin = () => listOf(api, walletId, filters);
  // The address says the wallet and the filters.
  const place = useMemo(() => placeAt(api, `${entryName()} ${url}`, begin), [api, url]);
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

function listOf(api: MibClient, walletId: string, filters: ListFilters): TransferList {
  const source = {
    page: (query: Parameters<MibClient['transactionsPage']>[1], signal: AbortSignal) =>
      api.transactionsPage(walletId, query, { signal }),
    one: (TxID: string, signal: AbortSignal) => api.transaction(walletId, TxID, { signal }),
  };
  return new TransferList(source, apiQuery(filters), Date.now());
}
