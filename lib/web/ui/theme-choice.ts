/** The theme that a person chose. `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_ITEM = 'mib.theme';

/** The choice of the last visit. A browser may refuse to store anything. */
export function storedTheme(): Theme {
  try {
    return themeOf(localStorage.getItem(THEME_ITEM));
  } catch {
    return 'system';
  }
}

/** The theme of this name, or that of the system. */
export function themeOf(name: unknown): Theme {
  return THEMES.find((theme) => theme === name) ?? 'system';
}

/** Shows the page in this theme. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
}
