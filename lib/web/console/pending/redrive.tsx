import { useState } from 'preact/hooks';
import { PENDING } from '../../texts/console/pending.ts';
import { act } from '../live/use-live.ts';
import { Confirm } from '../parts/confirm.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { useAction } from '../parts/use-action.ts';

/** A transfer by the wallet of its payer. */
export interface TransferKey {
  readonly wallet_id: string;
  readonly TxID: string;
}

/** Asks whether to start the workflows of transfers again. */
export function RedriveDialog({
  transfers,
  onClose,
  onStarted,
}: {
  transfers: readonly TransferKey[];
  onClose: () => void;
  /** @param jobId of the work, which goes on */
  onStarted: (jobId: string) => void;
}) {
  const [reason, setReason] = useState<string>(PENDING.redriveReason);
  const action = useAction(() => act('redrive', { transfers: transfers.map((transfer) => ({ ...transfer })), reason }));
  return (
    <Confirm
      title={PENDING.redriveCount(transfers.length)}
      verb={PENDING.redrive}
      action={action}
      onClose={onClose}
      onDone={({ id }) => {
        onStarted(id);
        onClose();
      }}
    >
      <p>{PENDING.redriveText}</p>
      <p>{PENDING.redriveWhen}</p>
      <ReasonField value={reason} onValue={setReason} />
    </Confirm>
  );
}
