import { useRef } from 'preact/hooks';

/** The path that the way back leads to. */
let returningTo: string | undefined;
addEventListener('popstate', () => {
  returningTo = location.pathname;
});

/**
 * Begins each new view at its top. On the way back the browser, or the view itself, restores how far
 * it was scrolled. It runs before the view is drawn, so that the view can scroll on.
 */
export function useTopOfView(path: string): void {
  const shown = useRef(path);
  if (shown.current === path) return;
  shown.current = path;
  if (path !== returningTo?.replace(/\/+$/, '')) scrollTo(0, 0);
  returningTo = undefined;
}
