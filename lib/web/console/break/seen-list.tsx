import { useState } from 'preact/hooks';
import { BREAK } from '../../texts/console/break.ts';
import { PENDING } from '../../texts/console/pending.ts';
import { announce } from '../../ui/announce.tsx';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { act } from '../live/use-live.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { Failed } from '../parts/failed.tsx';
import { JobProgress } from '../parts/job-progress.tsx';
import { useAction } from '../parts/use-action.ts';
import { RedriveDialog } from '../pending/redrive.tsx';
import { isFinal, type Seen } from './watch.ts';

const SHOWN = 12;
const MOST_REDRIVEN = 500;

/** The transfers since the page is open. One of them is watched. Drills make more. */
export function SeenList({
  seen,
  watched,
  onWatch,
  onStarted,
}: {
  seen: readonly Seen[];
  watched: Seen | undefined;
  onWatch: (TxID: string) => void;
  onStarted: (started: readonly Seen[]) => void;
}) {
  const pending = seen.filter(({ status }) => !isFinal(status));
  const [isAsking, setAsking] = useState(false);
  const [jobId, setJobId] = useState<string>();
  return (
    <Card title={BREAK.watch.heading}>
      <Drills onStarted={onStarted} />
      {seen.length === 0 ? (
        <p class="text-quiet text-sm">{BREAK.watch.none}</p>
      ) : (
        <>
          <p class="text-sm tabular-nums">{BREAK.watch.count(pending.length, seen.length - pending.length)}</p>
          <ul class="flex flex-col gap-1">
            {seen.slice(0, SHOWN).map(({ TxID, status }) => (
              <li key={TxID}>
                <button
                  type="button"
                  aria-pressed={TxID === watched?.TxID}
                  class={`flex w-full items-center gap-2 rounded-lg px-2 py-1 text-left text-sm ${
                    TxID === watched?.TxID ? 'bg-base-200 font-semibold' : 'hover:bg-base-200'
                  }`}
                  onClick={() => onWatch(TxID)}
                >
                  <Icon name={TxID === watched?.TxID ? 'next' : 'list'} class="size-4" />
                  <span class="font-mono">{shortId(TxID)}</span>
                  <span class="ml-auto">{status && <StatusBadge status={status} />}</span>
                </button>
              </li>
            ))}
          </ul>
          {pending.length > 0 && (
            <button type="button" class="btn btn-sm" onClick={() => setAsking(true)}>
              <Icon name="refresh" class="size-4" />
              {BREAK.redrive}
            </button>
          )}
          {jobId !== undefined && <JobProgress id={jobId} label={PENDING.redriving} />}
          {isAsking && (
            <RedriveDialog
              transfers={pending.slice(0, MOST_REDRIVEN).map(({ wallet_id, TxID }) => ({ wallet_id, TxID }))}
              onClose={() => setAsking(false)}
              onStarted={setJobId}
            />
          )}
          {seen.length > SHOWN && <p class="text-quiet text-xs">{BREAK.watch.more(seen.length - SHOWN)}</p>}
        </>
      )}
    </Card>
  );
}

function Drills({ onStarted }: { onStarted: (started: readonly Seen[]) => void }) {
  const one = useAction(() => start(1));
  const many = useAction(() => start(10));
  const start = async (count: number) => {
    const { transfers } = await act('drill', { count });
    onStarted(transfers.map((transfer) => ({ ...transfer, status: 'PENDING' })));
    announce(BREAK.watch.count(transfers.length, 0));
  };
  const error = one.error ?? many.error;
  return (
    <div class="flex flex-col gap-2">
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-sm btn-primary" disabled={one.isRunning} onClick={one.run}>
          {BREAK.drill.one}
        </button>
        <button type="button" class="btn btn-sm" disabled={many.isRunning} onClick={many.run}>
          {BREAK.drill.many}
        </button>
      </div>
      <p class="text-quiet text-xs">{BREAK.drill.text}</p>
      {error && <Failed error={error} />}
    </div>
  );
}
