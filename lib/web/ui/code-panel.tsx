import { useId, useState } from 'preact/hooks';
import { UI } from '../texts/ui.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icons.tsx';

/** One way to write an action: its name on the tab, and what "Copy" copies. */
export interface CodeTab {
  readonly label: string;
  readonly what: string;
  readonly text: string;
}

export interface CodePanelProps {
  readonly curl: string;
  readonly code: string;
  /** What it is the code of, if that is not the whole view. */
  readonly title?: string | undefined;
  /** Tabs after those two. */
  readonly more?: readonly CodeTab[] | undefined;
}

/** An action of the page as curl and as a program, closed at first. */
export function CodePanel({ curl, code, title = UI.asCode, more = [] }: CodePanelProps) {
  return (
    <details class="bg-base-100 border-base-300 group rounded-2xl border">
      <summary class="flex cursor-pointer list-none items-center gap-2 rounded-2xl p-4 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <Icon name="code" />
        {title}
        <Icon name="next" class="text-quiet ml-auto size-4 transition-transform group-open:rotate-90" />
      </summary>
      <div class="px-4 pb-4">
        <CodeTabs
          tabs={[
            { label: UI.curl, what: UI.command, text: curl },
            { label: UI.code, what: UI.program, text: code },
            ...more,
          ]}
        />
      </div>
    </details>
  );
}

/** Texts for a program in tabs. Arrow keys move between the tabs. */
export function CodeTabs({ tabs }: { tabs: readonly CodeTab[] }) {
  const id = useId();
  const [chosen, choose] = useState(0);
  const shown = tabs[chosen] ?? tabs[0];
  if (!shown) return null;
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (chosen + step + tabs.length) % tabs.length;
    choose(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  };
  return (
    <div>
      <div class="mb-2 flex items-start gap-1">
        <div role="tablist" class="flex flex-wrap gap-1" onKeyDown={move}>
          {tabs.map(({ label }, index) => (
            <button
              key={label}
              type="button"
              role="tab"
              id={`${id}-tab-${index}`}
              aria-selected={index === chosen}
              aria-controls={`${id}-panel`}
              tabIndex={index === chosen ? 0 : -1}
              class={`btn btn-sm px-2 text-xs ${index === chosen ? '' : 'btn-ghost'}`}
              onClick={() => choose(index)}
            >
              {label}
            </button>
          ))}
        </div>
        <CopyButton text={shown.text} what={shown.what} class="btn btn-ghost btn-sm btn-square ml-auto" />
      </div>
      <pre
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${chosen}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        class="bg-base-200 max-h-80 overflow-auto rounded-xl p-3 text-xs leading-relaxed"
      >
        <code>{shown.text}</code>
      </pre>
    </div>
  );
}
