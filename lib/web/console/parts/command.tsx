import { TEXTS } from '../../texts/console/common.ts';
import { CopyButton } from '../../ui/copy-button.tsx';

/** The command that shows or does the same, ready to paste. */
export function Command({ text }: { text: string }) {
  return (
    <div class="bg-base-200 flex items-center gap-2 rounded-xl py-1 pr-1 pl-3 text-xs">
      <span class="text-quiet shrink-0 font-medium">{TEXTS.asCli}</span>
      <code
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        class="min-w-0 grow overflow-x-auto py-1 whitespace-nowrap"
      >
        {text}
      </code>
      <CopyButton text={text} what={TEXTS.command} class="btn btn-ghost btn-sm btn-square" />
    </div>
  );
}
