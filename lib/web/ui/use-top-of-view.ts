import { useRef } from 'preact/hooks';

let isReturning = false;
addEventListener('popstate', () => {
  isReturning = true;
});

/**
 * Begins each new view at its top. On the way back the browser, or the view itself, restores how far
 * it was scrolled. It runs before the view is drawn, so that the view can scroll on.
 */
export function useTopOfView(path: string): void {
  const shown = useRef(path);
  if (shown.current === path) return;
  shown.current = path;
  if (!isReturning) scrollTo(0, 0);
  isReturning = false;
}
