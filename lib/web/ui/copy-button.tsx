import { useEffect, useState } from 'preact/hooks';
import { UI } from '../texts/ui.ts';
import { announce } from './announce.tsx';
import { Icon } from './icons.tsx';

const SHOWN_MS = 2_000;

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, after "Copy": "the number of the wallet". */
  readonly what: string;
  readonly class?: string;
}

type Outcome = 'copied' | 'failed';

/** Copies a text, and says whether it did. */
export function CopyButton({ text, what, class: className = 'btn btn-ghost btn-sm btn-square' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
      announce(UI.copied(what));
    } catch {
      // A page of plain http has no clipboard, and a browser may refuse it.
      setOutcome('failed');
      announce(UI.copyFailed);
    }
  };
  return (
    <button
      type="button"
      class={className}
      aria-label={UI.copy(what)}
      title={outcome === 'failed' ? UI.copyFailed : UI.copy(what)}
      onClick={copy}
    >
      <Mark outcome={outcome} />
    </button>
  );
}

function Mark({ outcome }: { outcome: Outcome | undefined }) {
  if (outcome === 'copied') return <Icon name="check" class="text-success size-4" />;
  if (outcome === 'failed') return <Icon name="cross" class="text-error size-4" />;
  return <Icon name="copy" class="size-4" />;
}
