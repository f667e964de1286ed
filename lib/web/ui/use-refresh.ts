import { useEffect } from 'preact/hooks';

/** Calls this again and again while the person looks at the page, and when they come back to it. */
export function useRefresh(refresh: () => void, periodMs: number): void {
  useEffect(() => {
    const ifVisible = () => {
      if (document.visibilityState === 'visible' && navigator.onLine) refresh();
    };
    const timer = setInterval(ifVisible, periodMs);
    document.addEventListener('visibilitychange', ifVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ifVisible);
    };
  }, [refresh, periodMs]);
}
