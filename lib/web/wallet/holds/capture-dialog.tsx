import { newKey, type TransactionDetail } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { HOLDS } from '../../texts/holds.ts';
import { announce } from '../../ui/announce.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { calledOrNumber } from '../own-wallets.ts';
import { client } from '../session.ts';
import { captureOf } from './capture-amount.ts';
import type { HeldFor } from './held-for.ts';

export interface EndDialogProps {
  readonly held: HeldFor;
  readonly onClose: () => void;
  readonly onEnded: (transfer: TransactionDetail) => void;
}

const { captureIn: TEXT } = HOLDS;

/** Asks how much of a held payment to take. All is filled in. */
export function CaptureDialog({ held, onClose, onEnded }: EndDialogProps) {
  const { walletId, TxID, fromId, amount: all, currency } = held;
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(() => format.amount(all, currency));
  const [rule, setRule] = useState<string>();
  // A second click and a retry send the same capture.
  const [keys] = useState(() => new Map<string, string>());
  const capture = captureOf(typed, held, format);
  const amount = 'amount' in capture ? capture.amount : all;
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setRule('rule' in capture ? capture.rule : undefined);
    if ('rule' in capture) return;
    const idempotencyKey = keys.get(amount) ?? newKey();
    keys.set(amount, idempotencyKey);
    const transfer = await client.peek().capture(walletId, TxID, { amount, idempotencyKey });
    announce(TEXT.done(format.amount(amount, currency)));
    onEnded(transfer);
  });
  return (
    <Dialog title={TEXT.title} onClose={onClose}>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-4">
        <p class="[overflow-wrap:anywhere]">{TEXT.lead(format.amount(all, currency), calledOrNumber(fromId))}</p>
        <TextField
          label={TEXT.amount}
          hint={TEXT.hint(format.amount(all, currency))}
          name="amount"
          large
          inputMode="numeric"
          autocomplete="off"
          value={typed}
          onValue={setTyped}
          error={rule ?? errorOfField(problem, 'amount')}
        />
        {problem && <Problem problem={problem} onRetry={submit} labels={{ amount: TEXT.amount }} />}
        <SubmitButton
          label={'amount' in capture ? TEXT.submit(format.amount(amount, currency)) : HOLDS.capture}
          isBusy={isBusy}
        />
      </form>
      <div class="mt-5">
        <ActionCode action={{ kind: 'capture', walletId, TxID, ...(amount !== all && { amount }) }} />
      </div>
    </Dialog>
  );
}
