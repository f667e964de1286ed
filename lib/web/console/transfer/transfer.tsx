import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { ACTS } from '../../texts/console/acts.ts';
import { PENDING } from '../../texts/console/pending.ts';
import { TRANSFER } from '../../texts/console/transfer.ts';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { ActDialog } from '../acts/act-dialog.tsx';
import { addressOf } from '../addresses.ts';
import type { TransferDetail } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { JobProgress } from '../parts/job-progress.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { RedriveDialog } from '../pending/redrive.tsx';
import { whyText } from '../pending/why.ts';
import { TransferFacts } from './facts.tsx';
import { Sides } from './sides.tsx';
import { Timeline } from './timeline.tsx';
import { Way } from './way.tsx';

const EVERY_MS = 1_000;
/** A final transfer never changes, but its wallets do. One that waits for a capture may do so for weeks. */
const FINAL_EVERY_MS = 10_000;

/** One transfer: where it stands, how it came there, and its wallets beside it. */
export function TransferPage() {
  const { wallet_id = '', TxID = '' } = useRoute().params;
  const known = useLive('transfer', { wallet_id, TxID }, ({ waiting }) =>
    waiting && waiting.for !== 'capture' ? EVERY_MS : FINAL_EVERY_MS,
  );
  return (
    <Page
      title={TRANSFER.title(shortId(TxID))}
      back={{ href: addressOf.pending(), label: TRANSFER.back }}
      actions={known.data && <Actions detail={known.data} />}
      wide
    >
      <Loaded known={known} height="h-[40rem]">
        {(detail) => <Detail detail={detail} />}
      </Loaded>
    </Page>
  );
}

function Actions({ detail: { transfer, waiting } }: { detail: TransferDetail }) {
  const [isAsking, setAsking] = useState(false);
  const [jobId, setJobId] = useState<string>();
  return (
    <div class="flex flex-wrap items-center gap-3">
      <StatusBadge status={transfer.status} isAuthorised={waiting?.for === 'capture' || waiting?.for === 'approval'} />
      {waiting && waiting.for !== 'capture' && (
        <button type="button" class="btn btn-primary btn-sm" onClick={() => setAsking(true)}>
          <Icon name="refresh" class="size-4" />
          {TRANSFER.redrive}
        </button>
      )}
      {transfer.status === 'SUCCESSFUL' && transfer.refund_of === undefined && <Reverse transfer={transfer} />}
      {isAsking && (
        <RedriveDialog
          transfers={[{ wallet_id: transfer.from_id, TxID: transfer.TxID }]}
          onClose={() => setAsking(false)}
          onStarted={setJobId}
        />
      )}
      {jobId !== undefined && (
        <div class="w-56">
          <JobProgress id={jobId} label={PENDING.redriving} />
        </div>
      )}
    </div>
  );
}

function Reverse({ transfer: { from_id, TxID, amount, currency } }: Pick<TransferDetail, 'transfer'>) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="btn btn-sm" onClick={() => setAsking(true)}>
        {ACTS['transfers reverse'].verb}
      </button>
      {isAsking && (
        <ActDialog
          act={{ command: 'transfers reverse', arguments: { wallet: from_id, TxID } }}
          what={shortId(TxID)}
          onClose={() => setAsking(false)}
        >
          <p class="font-semibold">
            <Money amount={amount} currency={currency} />
          </p>
        </ActDialog>
      )}
    </>
  );
}

function Detail({ detail }: { detail: TransferDetail }) {
  const { transfer, waiting, timeline, path, commands } = detail;
  return (
    <div class="flex flex-col gap-4">
      {waiting && (
        <div class="border-info/50 bg-info/8 flex gap-3 rounded-2xl border p-4">
          <Icon name="clock" class="text-info mt-0.5" />
          <div>
            <p class="font-semibold">
              {(waiting.for === 'capture' || waiting.for === 'approval') && transfer.expires_at !== undefined
                ? TRANSFER.held(format.timeShort(transfer.expires_at))
                : TRANSFER.waiting}
            </p>
            <p>{whyText(waiting)}</p>
          </div>
        </div>
      )}
      <TransferFacts detail={detail} />
      <div class="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <Card title={TRANSFER.graph.heading}>
          <Way path={path} />
          <p class="text-quiet text-xs">{TRANSFER.graph.derived}</p>
        </Card>
        <Card title={TRANSFER.timeline.heading}>
          <Timeline timeline={timeline} isFinal={!waiting} isSplit={transfer.to.length > 1} />
        </Card>
      </div>
      <Sides detail={detail} />
      <Command text={commands.show} />
      <Command text={commands.redrive} />
    </div>
  );
}
