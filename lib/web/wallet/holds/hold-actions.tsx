import type { TransactionDetail } from 'mib/client';
import { useState } from 'preact/hooks';
import { HOLDS } from '../../texts/holds.ts';
import { CaptureDialog } from './capture-dialog.tsx';
import type { HeldFor } from './held-for.ts';
import { VoidDialog } from './void-dialog.tsx';

export interface HoldActionsProps extends HeldFor {
  /** It is captured or given back: the transfer is final. */
  readonly onEnded: (transfer: TransactionDetail) => void;
}

/** What the payee does with a held payment: each asks first. */
export function HoldActions({ onEnded, ...held }: HoldActionsProps) {
  const [asking, setAsking] = useState<'capture' | 'void'>();
  const close = () => setAsking(undefined);
  const ended = (transfer: TransactionDetail) => {
    close();
    onEnded(transfer);
  };
  return (
    <>
      <span class="ml-auto flex gap-2">
        <button type="button" class="btn btn-sm" onClick={() => setAsking('void')}>
          {HOLDS.void}
        </button>
        <button type="button" class="btn btn-sm btn-primary" onClick={() => setAsking('capture')}>
          {HOLDS.capture}
        </button>
      </span>
      {asking === 'capture' && <CaptureDialog held={held} onClose={close} onEnded={ended} />}
      {asking === 'void' && <VoidDialog held={held} onClose={close} onEnded={ended} />}
    </>
  );
}
