import { useEffect, useRef } from 'preact/hooks';
import { UI } from '../texts/ui.ts';

export interface EndlessProps {
  readonly isReading: boolean;
  readonly onMore: () => void;
}

/** The end of a list that has more: it is read when it comes into view, or on a click. */
export function Endless({ isReading, onMore }: EndlessProps) {
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (isReading || !end.current) return;
    const seen = (entries: readonly IntersectionObserverEntry[]) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) more.current();
    };
    // A new observer says at once whether its element is in view: the next page may not fill the window.
    const observer = new IntersectionObserver(seen, { rootMargin: '600px' });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [isReading]);
  return (
    <div ref={end} class="flex justify-center py-4">
      <button type="button" class="btn btn-ghost" aria-disabled={isReading} aria-busy={isReading} onClick={onMore}>
        {isReading ? UI.loading : UI.more}
      </button>
    </div>
  );
}
