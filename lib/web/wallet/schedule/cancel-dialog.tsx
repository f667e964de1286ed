import { useRef } from 'preact/hooks';
import { SCHEDULES } from '../../texts/schedules.ts';
import { announce } from '../../ui/announce.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { client } from '../session.ts';

export interface CancelDialogProps {
  readonly walletId: string;
  readonly ScheduleID: string;
  readonly onClose: () => void;
}

/** Asks before the payments to come are cancelled. */
export function CancelDialog({ walletId, ScheduleID, onClose }: CancelDialogProps) {
  const { problem, isBusy, submit } = useSubmit(useRef(null), async () => {
    await client.peek().cancelSchedule(walletId, ScheduleID);
    announce(SCHEDULES.cancelled);
    onClose();
  });
  return (
    <Dialog title={SCHEDULES.cancelTitle} onClose={onClose}>
      <p class="mb-4">{SCHEDULES.cancelDetail}</p>
      {problem && <Problem problem={problem} onRetry={submit} />}
      <div class="my-4 flex flex-col gap-2">
        <button type="button" class="btn btn-error w-full" aria-busy={isBusy} onClick={submit}>
          {SCHEDULES.cancel}
        </button>
        <button type="button" class="btn btn-ghost w-full" onClick={onClose}>
          {SCHEDULES.keep}
        </button>
      </div>
      <ActionCode action={{ kind: 'cancelScheduledTransfer', walletId, ScheduleID }} />
    </Dialog>
  );
}
