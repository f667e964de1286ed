import type { RefObject, TargetedFocusEvent, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RowWindow } from './row-offsets.ts';

/** What each key does. `page` is the number of whole rows on the screen. */
const MOVES: Readonly<Record<string, (at: number, page: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at, page) => at + page,
  PageUp: (at, page) => at - page,
  Home: () => 0,
  End: (_at, _page, last) => last,
};

/**
 * The one row of a long list that the Tab key reaches, and the keys that move the focus between
 * rows. A row has the attribute `data-index` and a link.
 */
export function useRovingRow(
  list: RefObject<HTMLElement | null>,
  visible: RowWindow | undefined,
  count: number,
  onFocused: (index: number) => void = () => undefined,
) {
  // An object: the same row may be wanted again, after a scroll.
  const [active, setActive] = useState<{ readonly index: number }>();
  const index = active?.index;
  const [isInside, setInside] = useState(false);
  const isWanted = useRef(false);

  // The row may be far away and come into the DOM by this very render.
  useLayoutEffect(() => {
    if (!isWanted.current) return;
    isWanted.current = false;
    const row = list.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    row?.querySelector('a')?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  });

  const focusRow = (to: number) => {
    isWanted.current = true;
    setActive({ index: Math.max(0, Math.min(to, count - 1)) });
    setInside(true);
  };
  const isOnScreen = visible !== undefined && index !== undefined && index >= visible.first && index <= visible.last;
  const stop = isInside || isOnScreen ? index : visible?.first;

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>) => {
    const move = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey ? undefined : MOVES[event.key];
    if (!move || stop === undefined) return;
    event.preventDefault();
    const page = visible ? Math.max(1, visible.last - visible.first - 1) : 1;
    focusRow(move(stop, page, count - 1));
  };
  const onFocusIn = ({ target }: TargetedFocusEvent<HTMLElement>) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    if (!row) return;
    const focused = Number(row.getAttribute('data-index'));
    setActive({ index: focused });
    setInside(true);
    onFocused(focused);
  };
  const onFocusOut = ({ currentTarget }: TargetedFocusEvent<HTMLElement>) => {
    // If another window gets the focus, the row stays the active element of this one.
    if (!currentTarget.contains(document.activeElement)) setInside(false);
  };
  return { stop, isInside, focusRow, handlers: { onKeyDown, onFocusIn, onFocusOut } };
}
