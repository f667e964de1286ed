import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import type { RowOffsets, RowWindow } from './row-offsets.ts';

/** Rows above and below the screen are drawn too, so that a quick scroll shows no gap. */
const OVERSCAN_PX = 500;

/** The rows that the window of the browser shows. */
export interface ShownRows {
  /** On the screen, at least in part. */
  readonly visible: RowWindow | undefined;
  /** In the DOM. */
  readonly drawn: RowWindow | undefined;
}

/**
 * The rows of a list that the browser's window shows, after each scroll and change of size.
 * @param version another one says that the rows have changed
 */
export function useRowWindow(
  list: RefObject<HTMLElement | null>,
  offsets: RowOffsets,
  version: unknown,
): ShownRows & { readonly update: () => void } {
  const [shown, setShown] = useState<ShownRows>({ visible: undefined, drawn: undefined });
  const update = useCallback(() => {
    const element = list.current;
    if (!element) return;
    const top = -element.getBoundingClientRect().top;
    const bottom = top + innerHeight;
    const next = {
      visible: offsets.between(top, bottom),
      drawn: offsets.between(top - OVERSCAN_PX, bottom + OVERSCAN_PX),
    };
    setShown((old) => (isSame(old.visible, next.visible) && isSame(old.drawn, next.drawn) ? old : next));
  }, [list, offsets]);
  // The offsets are the same object when rows are added: the version says so.
  useLayoutEffect(update, [update, version]);
  useLayoutEffect(() => {
    addEventListener('scroll', update, { passive: true });
    addEventListener('resize', update);
    // Whatever opens above the list moves it.
    const observer = new ResizeObserver(update);
    observer.observe(document.body);
    return () => {
      removeEventListener('scroll', update);
      removeEventListener('resize', update);
      observer.disconnect();
    };
  }, [update]);
  return { ...shown, update };
}

function isSame(a: RowWindow | undefined, b: RowWindow | undefined): boolean {
  return a?.first === b?.first && a?.last === b?.last;
}
