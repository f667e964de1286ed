import type { Balance } from 'mib/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../session.ts';
import { createQueue } from './queue.ts';

/** A person with many wallets reads a few balances at a time. */
const queued = createQueue(4);

/** The balance of a wallet beside other things, which are there without it. */
export function useBalance(id: string, isWanted: boolean): Balance | 'failed' | undefined {
  const [read, setRead] = useState<{ readonly id: string; readonly balance: Balance | 'failed' }>();
  const api = client.value;
  useEffect(() => {
    if (!isWanted) return;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      signal.throwIfAborted();
      return api.balance(id, { signal });
    };
    queued(ask).then(
      (balance) => !signal.aborted && setRead({ id, balance }),
      () => !signal.aborted && setRead({ id, balance: 'failed' }),
    );
    return () => controller.abort();
  }, [api, id, isWanted]);
  return read?.id === id ? read.balance : undefined;
}
