import { UI } from '../texts/ui.ts';
import { Icon, type IconName } from './icons.tsx';
import { chooseTheme, theme } from './theme.ts';
import { THEMES, type Theme } from './theme-choice.ts';

const ICONS: Record<Theme, IconName> = { system: 'device', light: 'sun', dark: 'moon' };

/** Chooses between the theme of the device, light and dark. */
export function ThemeSwitch() {
  return (
    <fieldset class="flex gap-1">
      <legend class="text-quiet mb-1 text-xs">{UI.theme.label}</legend>
      {THEMES.map((choice) => (
        <label
          key={choice}
          class="hover:bg-base-200 has-checked:bg-base-200 has-checked:border-primary has-focus-visible:outline-primary flex grow cursor-pointer flex-col items-center gap-1 rounded-xl border border-transparent px-2 py-2 text-center text-xs has-focus-visible:outline-2"
        >
          <input
            type="radio"
            name="theme"
            class="sr-only"
            value={choice}
            checked={theme.value === choice}
            onChange={() => chooseTheme(choice)}
          />
          <Icon name={ICONS[choice]} />
          {UI.theme[choice]}
        </label>
      ))}
    </fieldset>
  );
}
