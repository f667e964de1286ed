// Runs before the first paint, as a file of its own: the page has no inline script.
import { applyTheme, storedTheme } from './theme-choice.ts';

applyTheme(storedTheme());
