import { STATEMENT } from '../../texts/statement.ts';
import { Empty } from '../../ui/empty.tsx';
import { DayList } from '../list/day-list.tsx';
import { ListEnd } from '../list/list-end.tsx';
import { Places } from '../list/places.ts';
import { useLiveList } from '../list/use-live-list.ts';
import { client } from '../session.ts';
import { EntryLink } from './entry-link.tsx';
import { EntryList } from './entry-list.ts';

const places = new Places<EntryList>();

/** The entries of a wallet's statement by day. */
export function Entries({ id, order }: { id: string; order: 'asc' | 'desc' }) {
  const api = client.value;
  const shown = useLiveList(
    places,
    () => new EntryList((query, signal) => api.statementPage(id, query, { signal }), order),
  );
  return (
    <DayList
      label={STATEMENT.label}
      shown={shown}
      fresh={STATEMENT}
      keyOf={({ seq }) => String(seq)}
      timeOf={({ posted_at }) => posted_at}
      draw={(row, tabIndex) => <EntryLink walletId={id} row={row} tabIndex={tabIndex} />}
    >
      <ListEnd
        list={shown.list}
        none={
          <Empty icon="statement" title={STATEMENT.empty}>
            <p class="text-quiet text-sm">{STATEMENT.emptyDetail}</p>
          </Empty>
        }
      />
    </DayList>
  );
}
