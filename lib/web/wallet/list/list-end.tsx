import { useMemo } from 'preact/hooks';
import { FILTERS, LIST } from '../../texts/list.ts';
import { Empty } from '../../ui/empty.tsx';
import { Endless } from '../../ui/endless.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { problemViewOf } from '../../ui/problem-view.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { addresses } from '../addresses.ts';
import { type ListFilters, NO_FILTERS, searchOf } from '../filters.ts';
import type { TransferList } from './transfer-list.ts';

/** What comes after the rows of the list: more of them, the end, or why there is none. */
export function ListEnd({ list, id, filters }: { list: TransferList; id: string; filters: ListFilters }) {
  const { state, rows } = list;
  const more = () => void list.more();
  const problem = useMemo(
    () => (typeof state === 'object' ? problemViewOf(state.error, Date.now()) : undefined),
    [state],
  );
  if (problem) return <Problem problem={problem} onRetry={more} />;
  if (state === 'complete') {
    return rows.length === 0 ? <Nothing id={id} filters={filters} /> : <End count={rows.length} />;
  }
  return (
    <>
      {rows.length === 0 && <Skeleton class="h-72 w-full rounded-2xl" />}
      <Endless isReading={state === 'reading'} onMore={more} />
    </>
  );
}

function End({ count }: { count: number }) {
  return <p class="text-quiet py-6 text-center text-sm">{LIST.end(format.count(count))}</p>;
}

function Nothing({ id, filters }: { id: string; filters: ListFilters }) {
  const isFiltered = searchOf({ ...filters, order: 'desc' }) !== '';
  return (
    <Empty icon="list" title={isFiltered ? LIST.noMatch : LIST.empty}>
      <p class="text-quiet text-sm">{isFiltered ? LIST.noMatchDetail : LIST.emptyDetail}</p>
      {isFiltered && (
        <a class="btn" href={addresses.transactions(id) + searchOf({ ...NO_FILTERS, order: filters.order })}>
          {FILTERS.clear}
        </a>
      )}
    </Empty>
  );
}
