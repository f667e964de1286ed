import { useCallback, useMemo, useRef } from 'preact/hooks';
import { LIST } from '../../texts/list.ts';
import { LongList, type LongListHandle } from '../../ui/long-list.tsx';
import { format } from '../../ui/person.ts';
import type { RowWindow } from '../../ui/row-offsets.ts';
import { addresses } from '../addresses.ts';
import type { ListFilters } from '../filters.ts';
import { FreshButton } from './fresh-button.tsx';
import { ListEnd } from './list-end.tsx';
import { ListLayout, startsDay } from './list-layout.ts';
import { TransferLink } from './transfer-link.tsx';
import { usePlace } from './use-place.ts';
import { useTransferList } from './use-transfer-list.ts';

/** In rem, so that they grow with the person's text. */
const ROW = 4.5;
const DAY = 2.75;

/** The list of a wallet's transfers by day. */
export function Transfers({ id, filters }: { id: string; filters: ListFilters }) {
  const shown = useTransferList(id, filters);
  const { place, list, version, seen, restart } = shown;
  const { rows } = list;
  const layout = useMemo(() => {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return new ListLayout({ row: ROW * rem, day: DAY * rem });
  }, []);
  const handle = useRef<LongListHandle>(null);
  usePlace(place, handle);
  const onVisible = useCallback(
    ({ first, last }: RowWindow) => {
      seen.current = list.rows.slice(first, last + 1).map(({ TxID }) => TxID);
    },
    [list, seen],
  );
  const onFocused = (index: number) => {
    place.focused = index;
  };
  const showFresh = () => {
    if (list.isOutrun) restart();
    else list.showFresh();
    scrollTo(0, 0);
    handle.current?.focusRow(0);
  };
  const draw = (index: number, tabIndex: 0 | -1) => {
    const row = rows[index];
    if (!row) return null;
    return (
      <div class="flex h-full flex-col">
        {startsDay(rows, index) && (
          <h2 class="text-quiet flex h-11 shrink-0 items-end px-1 pb-2 text-sm font-medium">
            {format.day(row.initiatedAt)}
          </h2>
        )}
        <div class="min-h-0 grow pb-2">
          <TransferLink row={row} href={addresses.transaction(id, row.TxID)} tabIndex={tabIndex} />
        </div>
      </div>
    );
  };
  return (
    <section class="min-w-0" aria-busy={list.state === 'reading'}>
      <FreshButton list={list} onShow={showFresh} />
      {rows.length > 0 && (
        <LongList
          label={LIST.label}
          offsets={layout.of(rows)}
          version={version}
          isWhole={list.state === 'complete'}
          keyOf={(index) => rows[index]?.TxID ?? String(index)}
          draw={draw}
          onVisible={onVisible}
          onFocused={onFocused}
          handle={handle}
        />
      )}
      <ListEnd list={list} id={id} filters={filters} />
    </section>
  );
}
