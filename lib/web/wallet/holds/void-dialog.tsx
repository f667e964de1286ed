import { newKey } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { HOLDS } from '../../texts/holds.ts';
import { UI } from '../../texts/ui.ts';
import { announce } from '../../ui/announce.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { calledOrNumber } from '../own-wallets.ts';
import { client } from '../session.ts';
import type { EndDialogProps } from './capture-dialog.tsx';

const { voidIn: TEXT } = HOLDS;

/** Asks before a held payment is given back. */
export function VoidDialog({ held: { walletId, TxID, fromId, amount, currency }, onClose, onEnded }: EndDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const [idempotencyKey] = useState(newKey);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const transfer = await client.peek().void(walletId, TxID, { idempotencyKey });
    announce(TEXT.done);
    onEnded(transfer);
  });
  return (
    <Dialog title={TEXT.title} onClose={onClose}>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        <p class="[overflow-wrap:anywhere]">{TEXT.lead(format.amount(amount, currency), calledOrNumber(fromId))}</p>
        {problem && <Problem problem={problem} onRetry={submit} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {UI.cancel}
        </button>
      </form>
      <div class="mt-5">
        <ActionCode action={{ kind: 'void', walletId, TxID }} />
      </div>
    </Dialog>
  );
}
