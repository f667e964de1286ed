import { FILTERS, LIST } from '../../texts/list.ts';
import { Empty } from '../../ui/empty.tsx';
import { addresses } from '../addresses.ts';
import { type ListFilters, NO_FILTERS, searchOf } from '../filters.ts';

/** Why a list of transfers has none. */
export function NoTransfers({ id, filters }: { id: string; filters: ListFilters }) {
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
