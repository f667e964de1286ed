import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useImperativeHandle, useRef } from 'preact/hooks';
import type { RowOffsets, RowWindow } from './row-offsets.ts';
import { useRovingRow } from './use-roving-row.ts';
import { useRowWindow } from './use-row-window.ts';

/** What the owner of a list can do with it. */
export interface LongListHandle {
  /** Moves the focus to a row, and the row into the window. */
  focusRow(index: number): void;
}

export interface LongListProps {
  readonly label: string;
  /** Where each row is. It grows with the rows. */
  readonly offsets: RowOffsets;
  /** Another one says that the rows have changed. */
  readonly version: unknown;
  /** Whether there are no rows but these. */
  readonly isWhole: boolean;
  readonly keyOf: (index: number) => string;
  /** Draws a row. Its links have this `tabIndex`, and the first of them gets the focus. */
  readonly draw: (index: number, tabIndex: 0 | -1) => ComponentChildren;
  readonly onVisible?: ((rows: RowWindow) => void) | undefined;
  /** The row that has got the focus. */
  readonly onFocused?: ((index: number) => void) | undefined;
  readonly handle: RefObject<LongListHandle | null>;
}

/**
 * A list of any length that scrolls with the page. Only the rows on the screen are in the DOM, and
 * the row with the focus wherever it is. The list is one stop of the Tab key: arrow keys, Page Up,
 * Page Down, Home and End move the focus in it.
 */
export function LongList(props: LongListProps) {
  const { label, offsets, version, isWhole, keyOf, draw, onVisible, onFocused, handle } = props;
  const list = useRef<HTMLUListElement>(null);
  const { visible, drawn } = useRowWindow(list, offsets, version);
  const { stop, isInside, focusRow, handlers } = useRovingRow(list, visible, offsets.count, onFocused);
  useImperativeHandle(handle, () => ({ focusRow }));
  useEffect(() => {
    if (visible) onVisible?.(visible);
  }, [visible, onVisible]);
  return (
    <ul
      ref={list}
      // biome-ignore lint/a11y/noRedundantRoles: Safari takes a list without bullets for no list
      role="list"
      aria-label={label}
      class="long-list relative"
      style={{ height: `${offsets.height}px` }}
      {...handlers}
    >
      {indexesOf(drawn, isInside ? stop : undefined, offsets.count).map((index) => (
        <li
          key={keyOf(index)}
          data-index={index}
          aria-posinset={index + 1}
          aria-setsize={isWhole ? offsets.count : -1}
          class="absolute inset-x-0"
          style={{ top: `${offsets.topOf(index)}px`, height: `${offsets.heightOf(index)}px` }}
        >
          {draw(index, index === stop ? 0 : -1)}
        </li>
      ))}
    </ul>
  );
}

/** The rows to draw, in order: those of the window, and the one with the focus. */
function indexesOf(drawn: RowWindow | undefined, focused: number | undefined, count: number): number[] {
  const { first, last } = drawn ?? { first: 0, last: -1 };
  const indexes = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  if (focused !== undefined && (focused < first || focused > last)) indexes.push(focused);
  return indexes.filter((index) => index < count).sort((a, b) => a - b);
}
