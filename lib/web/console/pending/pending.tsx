import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { PENDING } from '../../texts/console/pending.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { addressOf, pendingFiltersOf } from '../addresses.ts';
import type { Pending } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Card } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { JobProgress } from '../parts/job-progress.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import { Filters } from './filters.tsx';
import { Groups } from './groups.tsx';
import { PendingList } from './list.tsx';
import { RedriveDialog } from './redrive.tsx';

const EVERY_MS = 2_000;
const LIMIT = 200;

/** What is pending and why. One, several or all that are shown can be started again. */
export function PendingPage() {
  const { query } = useLocation();
  const { command } = useStage();
  const filters = pendingFiltersOf(query);
  const { shard, olderThanMs } = filters;
  const input = {
    limit: LIMIT,
    ...(shard !== undefined && { shard }),
    ...(olderThanMs !== undefined && { older_than_ms: olderThanMs }),
  };
  const known = useLive('pending', input, EVERY_MS);
  return (
    <Page title={PENDING.title} wide>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{PENDING.intro}</p>
        <Filters filters={filters} pending={known.data} />
        <Loaded known={known} height="h-96">
          {(pending) => (
            <>
              <Card title={pending.more ? PENDING.groupsOf(pending.transfers.length) : PENDING.groups}>
                <Groups pending={pending} filters={filters} />
              </Card>
              <Transfers pending={pending} />
            </>
          )}
        </Loaded>
        <Command text={`${command} transfers unfinished`} />
      </div>
    </Page>
  );
}

function Transfers({ pending: { transfers, more } }: { pending: Pending }) {
  const { query, url } = useLocation();
  const { waitingFor } = pendingFiltersOf(query);
  const shown = transfers.filter(({ waiting }) => waitingFor === undefined || waiting.for === waitingFor);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState(false);
  const [jobId, setJobId] = useState<string>();
  // What has ended meanwhile is no longer there, and no longer selected.
  const selected = shown.filter(({ TxID }) => chosen.has(TxID));
  const select = (TxID: string, isSelected: boolean) =>
    choose(new Set(isSelected ? [...chosen, TxID] : [...chosen].filter((one) => one !== TxID)));
  if (shown.length === 0) {
    const hasFilters = url.includes('?');
    return (
      <>
        {jobId !== undefined && <JobProgress id={jobId} label={PENDING.redriving} />}
        <Empty icon="check" title={hasFilters ? PENDING.noneWithFilters : PENDING.none}>
          {hasFilters && (
            <a class="btn" href={addressOf.pending()}>
              {PENDING.noFilters}
            </a>
          )}
        </Empty>
      </>
    );
  }
  return (
    <Card
      title={PENDING.list(shown.length)}
      actions={
        <div class="flex flex-wrap items-center gap-3">
          <label class="flex cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              class="checkbox checkbox-sm rounded-md"
              checked={selected.length === shown.length}
              indeterminate={selected.length > 0 && selected.length < shown.length}
              onChange={({ currentTarget }) =>
                choose(new Set(currentTarget.checked ? shown.map(({ TxID }) => TxID) : []))
              }
            />
            {PENDING.selectAll}
          </label>
          <button
            type="button"
            class="btn btn-sm btn-primary"
            disabled={selected.length === 0}
            onClick={() => setAsking(true)}
          >
            {selected.length === 0 ? PENDING.redrive : PENDING.redriveCount(selected.length)}
          </button>
        </div>
      }
    >
      {jobId !== undefined && <JobProgress id={jobId} label={PENDING.redriving} />}
      <PendingList transfers={shown} selected={new Set(selected.map(({ TxID }) => TxID))} onSelect={select} />
      {more && <p class="text-quiet text-sm">{PENDING.more(transfers.length)}</p>}
      {isAsking && (
        <RedriveDialog
          transfers={selected.map(({ from_id, TxID }) => ({ wallet_id: from_id, TxID }))}
          onClose={() => setAsking(false)}
          onStarted={(id) => {
            setJobId(id);
            choose(new Set());
          }}
        />
      )}
    </Card>
  );
}
