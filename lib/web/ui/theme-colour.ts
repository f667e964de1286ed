import { theme } from './theme.ts';

/** A colour of the theme as it is now, for a canvas: a canvas reads no style sheet. */
export function themeColour(name: 'primary' | 'base-content' | 'base-100', opacity = 1): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim();
  return opacity === 1 ? value : `color-mix(in srgb, ${value} ${100 * opacity}%, transparent)`;
}

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
