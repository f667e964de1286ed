import type { Hold } from 'mib/client';
import { useEffect } from 'preact/hooks';
import { useRefresh } from '../../ui/use-refresh.ts';
import { type Resource, useResource } from '../../ui/use-resource.ts';
import { client } from '../session.ts';

const REFRESH_MS = 10_000;

/** What is held now: as many as wanted, and whether there are more. */
export interface ReadHolds {
  readonly holds: readonly Hold[];
  readonly hasMore: boolean;
}

/** What is held by a wallet and for it, read again and again while the person looks. */
export function useHolds(walletId: string, most: number): Resource<ReadHolds> {
  const resource = useResource(`holds ${walletId}`, async (signal) => {
    const holds: Hold[] = [];
    for await (const hold of client.peek().holds(walletId, { limit: Math.min(100, most + 1) }, { signal })) {
      if (holds.length === most) return { holds, hasMore: true };
      holds.push(hold);
    }
    return { holds, hasMore: false };
  });
  const { reload } = resource;
  // More are read into the same list.
  useEffect(reload, [reload, most]);
  useRefresh(reload, REFRESH_MS);
  return resource;
}
