import { signal } from '@preact/signals';
import type { Balance, MibClient } from 'mib/client';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useRefresh } from '../../ui/use-refresh.ts';
import { client } from '../session.ts';
import { createQueue } from './queue.ts';

const REFRESH_MS = 10_000;

/** A person with many wallets reads a few balances at a time. */
const queued = createQueue(4);

/** What was read last, so that a view that opens again does not begin empty. Each session has its own. */
const latest = new WeakMap<MibClient, Map<string, Balance>>();
/** Counts the balances that were read, so that a view of several of them is drawn again. */
const reads = signal(0);

/** The balances of these wallets, as other views have read them last. Undefined if one is not known yet. */
export function useKnownBalances(ids: readonly string[]): readonly Balance[] | undefined {
  const known = reads.value >= 0 ? latest.get(client.value) : undefined;
  const balances = ids.flatMap((id) => known?.get(id) ?? []);
  return balances.length === ids.length ? balances : undefined;
}

/**
 * The balance of a wallet beside other things, which are there without it.
 * @param isWanted whether it is shown: then it stays fresh
 */
export function useBalance(id: string, isWanted: boolean): Balance | 'failed' | undefined {
  const api = client.value;
  const [read, setRead] = useState<{ readonly id: string; readonly balance: Balance | 'failed' }>();
  const [times, setTimes] = useState(0);
  useRefresh(
    useCallback(() => setTimes((count) => count + 1), []),
    REFRESH_MS,
  );
  // Each refresh reads again.
  useEffect(() => {
    if (!isWanted) return;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      signal.throwIfAborted();
      const balance = await api.balance(id, { signal });
      const known = latest.get(api) ?? new Map<string, Balance>();
      latest.set(api, known.set(id, balance));
      reads.value++;
      return balance;
    };
    queued(ask).then(
      (balance) => !signal.aborted && setRead({ id, balance }),
      // What was read before is better than nothing.
      () => !signal.aborted && setRead((old) => (old?.id === id ? old : { id, balance: 'failed' })),
    );
    return () => controller.abort();
  }, [api, id, isWanted, times]);
  return read?.id === id ? read.balance : latest.get(api)?.get(id);
}
