import { theme } from './theme.ts';

/** Calls this whenever the theme changes, by choice or by the system. @returns what ends it */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  // The new colours are there after this event.
  const later = () => requestAnimationFrame(changed);
  system.addEventListener('change', later);
  const stop = theme.subscribe(later);
  return () => {
    stop();
    system.removeEventListener('change', later);
  };
}
