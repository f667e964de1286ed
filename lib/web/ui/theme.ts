import { signal } from '@preact/signals';
import { applyTheme, storedTheme, THEME_ITEM, type Theme, themeOf } from './theme-choice.ts';

/** The chosen theme. All tabs have the same. */
export const theme = signal<Theme>(storedTheme());

addEventListener('storage', ({ key, newValue }) => {
  if (key === THEME_ITEM) show(themeOf(newValue));
});

/** Shows the page in this theme, now and at the next visit. */
export function chooseTheme(chosen: Theme): void {
  show(chosen);
  try {
    localStorage.setItem(THEME_ITEM, chosen);
  } catch {
    // Then the choice lasts as long as the page.
  }
}

function show(chosen: Theme): void {
  theme.value = chosen;
  applyTheme(chosen);
}
