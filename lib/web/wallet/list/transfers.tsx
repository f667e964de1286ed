import type { MibClient } from 'mib/client';
import { LIST } from '../../texts/list.ts';
import { addresses } from '../addresses.ts';
import { apiQuery, type ListFilters } from '../filters.ts';
import { client } from '../session.ts';
import { DayList } from './day-list.tsx';
import { ListEnd } from './list-end.tsx';
import { NoTransfers } from './no-transfers.tsx';
import { Places } from './places.ts';
import { TransferLink } from './transfer-link.tsx';
import { TransferList } from './transfer-list.ts';
import { useLiveList } from './use-live-list.ts';

const places = new Places<TransferList>();

/** The list of a wallet's transfers by day. */
export function Transfers({ id, filters }: { id: string; filters: ListFilters }) {
  const shown = useLiveList(places, () => listOf(client.peek(), id, filters));
  return (
    <DayList
      label={LIST.label}
      shown={shown}
      fresh={LIST}
      keyOf={({ TxID }) => TxID}
      timeOf={({ initiatedAt }) => initiatedAt}
      draw={(row, tabIndex) => (
        <TransferLink row={row} href={addresses.transaction(id, row.TxID)} tabIndex={tabIndex} />
      )}
    >
      <ListEnd list={shown.list} none={<NoTransfers id={id} filters={filters} />} />
    </DayList>
  );
}

function listOf(api: MibClient, walletId: string, filters: ListFilters): TransferList {
  const source = {
    page: (query: Parameters<MibClient['transactionsPage']>[1], signal: AbortSignal) =>
      api.transactionsPage(walletId, query, { signal }),
    one: (TxID: string, signal: AbortSignal) => api.transaction(walletId, TxID, { signal }),
  };
  return new TransferList(source, apiQuery(filters), Date.now());
}
