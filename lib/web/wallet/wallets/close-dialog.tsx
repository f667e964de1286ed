import type { Balance, WalletControls } from 'mib/client';
import { useRef } from 'preact/hooks';
import { CONTROLS } from '../../texts/controls.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { client } from '../session.ts';

export interface CloseDialogProps {
  readonly balance: Balance;
  readonly onClose: () => void;
  readonly onDone: (after: WalletControls) => void;
}

/** Asks before a wallet is closed for good. One with money cannot be, and the dialog says how much it has. */
export function CloseDialog({
  balance: { wallet_id: walletId, balance, currency },
  onClose,
  onDone,
}: CloseDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const { problem, isBusy, submit } = useSubmit(form, async () => onDone(await client.peek().closeWallet(walletId)));
  return (
    <Dialog title={CONTROLS.closeTitle} onClose={onClose}>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        <p>{CONTROLS.closeText}</p>
        {balance !== '0' && (
          <Notice tone="warning" title={CONTROLS.notEmpty(format.amount(balance, currency))}>
            {CONTROLS.notEmptyDetail}
          </Notice>
        )}
        {problem && <Problem problem={problem} />}
        {balance === '0' && (
          <button type="submit" class="btn btn-error btn-lg" aria-disabled={isBusy} aria-busy={isBusy}>
            {CONTROLS.close}
          </button>
        )}
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {CONTROLS.cancel}
        </button>
        <ActionCode action={{ kind: 'closeWallet', walletId }} />
      </form>
    </Dialog>
  );
}
