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

/** Copies a text, and says that it did. */
export function CopyButton({ text, what, class: className = 'btn btn-ghost btn-sm btn-square' }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(UI.copied(what));
    } catch {
      // Without https there is no clipboard, and a browser may refuse it.
      announce(UI.copyFailed);
    }
  };
  return (
    <button type="button" class={className} aria-label={UI.copy(what)} title={UI.copy(what)} onClick={copy}>
      <Icon name={isCopied ? 'check' : 'copy'} class={`size-4 ${isCopied ? 'text-success' : ''}`} />
    </button>
  );
}
