import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { LongListHandle } from '../../ui/long-list.tsx';
import type { LiveList } from './live-list.ts';
import type { Place } from './places.ts';

/** Remembers how far the window is scrolled and which row has the focus, and restores both on the way back. */
export function usePlace(place: Place<LiveList<unknown>>, handle: RefObject<LongListHandle | null>): void {
  useLayoutEffect(() => {
    if (place.list.rows.length > 0) scrollTo(0, place.scrollY);
    const remember = () => {
      place.scrollY = scrollY;
    };
    addEventListener('scroll', remember, { passive: true });
    return () => removeEventListener('scroll', remember);
  }, [place]);
  useEffect(() => {
    const { focused } = place;
    if (focused === undefined) return;
    // After the heading of the view, which gets the focus after a navigation.
    const frame = requestAnimationFrame(() => handle.current?.focusRow(focused));
    return () => cancelAnimationFrame(frame);
  }, [place, handle]);
}
