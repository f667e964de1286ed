import type { ComponentChildren } from 'preact';
import { useCallback, useMemo, useRef } from 'preact/hooks';
import { LongList, type LongListHandle } from '../../ui/long-list.tsx';
import { format } from '../../ui/person.ts';
import type { RowWindow } from '../../ui/row-offsets.ts';
import { FreshButton, type FreshTexts } from './fresh-button.tsx';
import { ListLayout, startsDay, type TimeOf } from './list-layout.ts';
import type { LiveList } from './live-list.ts';
import type { ShownList } from './use-live-list.ts';
import { usePlace } from './use-place.ts';

/** In rem, so that they grow with the person's text. */
const ROW = 4.5;
const DAY = 2.75;

export interface DayListProps<Row> {
  readonly label: string;
  readonly shown: ShownList<LiveList<Row>>;
  readonly fresh: FreshTexts;
  readonly keyOf: (row: Row) => string;
  readonly timeOf: TimeOf<Row>;
  /** Draws a row in one height. Its links have this `tabIndex`. */
  readonly draw: (row: Row, tabIndex: 0 | -1) => ComponentChildren;
  /** What comes after the rows. */
  readonly children: ComponentChildren;
}

/** A list of any length by day. New rows wait behind a button. */
export function DayList<Row>({ label, shown, fresh, keyOf, timeOf, draw, children }: DayListProps<Row>) {
  const { place, list, version, seen, restart } = shown;
  const { rows } = list;
  const layout = useMemo(() => {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return new ListLayout<Row>({ row: ROW * rem, day: DAY * rem }, timeOf);
  }, []);
  const handle = useRef<LongListHandle>(null);
  usePlace(place, handle);
  const onVisible = useCallback(
    ({ first, last }: RowWindow) => {
      seen.current = list.rows.slice(first, last + 1).map(keyOf);
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
  const drawOfDay = (index: number, tabIndex: 0 | -1) => {
    const row = rows[index];
    if (!row) return null;
    return (
      <div class="flex h-full flex-col">
        {startsDay(rows, index, timeOf) && (
          <h2 class="text-quiet flex h-11 shrink-0 items-end px-1 pb-2 text-sm font-medium">
            {format.day(timeOf(row))}
          </h2>
        )}
        <div class="min-h-0 grow pb-2">{draw(row, tabIndex)}</div>
      </div>
    );
  };
  return (
    <section class="min-w-0" aria-busy={list.state === 'reading'}>
      <FreshButton list={list} texts={fresh} onShow={showFresh} />
      {rows.length > 0 && (
        <LongList
          label={label}
          offsets={layout.of(rows)}
          version={version}
          isWhole={list.state === 'complete'}
          keyOf={(index) => {
            const row = rows[index];
            return row ? keyOf(row) : String(index);
          }}
          draw={drawOfDay}
          onVisible={onVisible}
          onFocused={onFocused}
          handle={handle}
        />
      )}
      {children}
    </section>
  );
}
