import type { WalletControls } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { CONTROLS } from '../../texts/controls.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { client } from '../session.ts';

const WHAT = ['all', 'debits', 'credits'] as const;

export interface FreezeDialogProps {
  readonly walletId: string;
  readonly onClose: () => void;
  readonly onDone: (after: WalletControls) => void;
}

/** Asks what is frozen, and freezes it. */
export function FreezeDialog({ walletId, onClose, onDone }: FreezeDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const [frozen, setFrozen] = useState<(typeof WHAT)[number]>('all');
  const { problem, isBusy, submit } = useSubmit(form, async () =>
    onDone(await client.peek().changeWalletControls(walletId, { frozen })),
  );
  return (
    <Dialog title={CONTROLS.freezeTitle} onClose={onClose}>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        <p>{CONTROLS.freezeText}</p>
        <Field label={CONTROLS.what}>
          {(control) => (
            <select
              {...control}
              class="select w-full"
              value={frozen}
              onChange={({ currentTarget: { value } }) => setFrozen(WHAT.find((one) => one === value) ?? 'all')}
            >
              {WHAT.map((one) => (
                <option key={one} value={one}>
                  {CONTROLS.whats[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {problem && <Problem problem={problem} />}
        <SubmitButton label={CONTROLS.freeze} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {CONTROLS.cancel}
        </button>
        <ActionCode action={{ kind: 'changeWalletControls', walletId, change: { frozen } }} />
      </form>
    </Dialog>
  );
}
