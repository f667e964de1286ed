import { useRef } from 'preact/hooks';
import { Problem } from '../../ui/problem.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { hasPasskeys } from './authenticator.ts';

export interface PasskeyButtonProps {
  readonly label: string;
  /** Asks for a passkey and sends its response. What it throws is shown above the button. */
  readonly send: () => Promise<void>;
}

/** A button that asks for a passkey. Nothing where the browser has none. */
export function PasskeyButton({ label, send }: PasskeyButtonProps) {
  const form = useRef<HTMLFormElement>(null);
  const { problem, isBusy, submit } = useSubmit(form, send);
  if (!hasPasskeys()) return null;
  return (
    <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
      {problem && <Problem problem={problem} />}
      <button type="submit" class="btn btn-lg" aria-disabled={isBusy}>
        {label}
      </button>
    </form>
  );
}
