import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Whether the element has ever been in the window, or near it. */
export function useVisible(element: RefObject<Element | null>, margin = '200px'): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    if (isVisible || !element.current) return;
    const seen = (entries: readonly IntersectionObserverEntry[]) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setVisible(true);
    };
    const observer = new IntersectionObserver(seen, { rootMargin: margin });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, isVisible, margin]);
  return isVisible;
}
