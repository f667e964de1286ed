import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { SEARCH } from '../../texts/console/search.ts';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { addressOf } from '../addresses.ts';
import { useLive } from '../live/use-live.ts';
import { Failed } from '../parts/failed.tsx';
import { readSearch } from './read-search.ts';
import { SearchForm } from './search-form.tsx';

/** Finds a wallet or a transfer, and leads to it. */
export function SearchPage() {
  const { query, route } = useLocation();
  const text = query.q ?? '';
  const found = readSearch(text);
  const address = found.kind === 'address' ? found.address : undefined;
  useEffect(() => {
    if (address !== undefined) route(address, true);
  }, [address]);
  return (
    <Page title={SEARCH.title}>
      <div class="flex flex-col gap-4">
        <SearchForm key={text} text={text} large />
        <p class="text-quiet text-sm">{SEARCH.hint}</p>
        {found.kind === 'unknown' && <p role="status">{SEARCH.unknown}</p>}
        {found.kind === 'transfer' && <ByTxId key={found.TxID} TxID={found.TxID} />}
      </div>
    </Page>
  );
}

/** The journal has its transfers by their payers, so that this may take a while. */
function ByTxId({ TxID }: { TxID: string }) {
  const { route } = useLocation();
  const { data, error } = useLive('find', { TxID }, undefined);
  const address = data?.wallet_id === undefined ? undefined : addressOf.transfer(data.wallet_id, TxID);
  useEffect(() => {
    if (address !== undefined) route(address, true);
  }, [address]);
  if (error) return <Failed error={error} />;
  if (!data) {
    return (
      <div role="status">
        <p class="mb-2 text-sm">{SEARCH.searching}</p>
        <Skeleton class="h-8 w-full" />
      </div>
    );
  }
  return address === undefined ? <p role="status">{data.complete ? SEARCH.none(TxID) : SEARCH.notInTime}</p> : null;
}
