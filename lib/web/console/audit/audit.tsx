import { useState } from 'preact/hooks';
import { AUDIT } from '../../texts/console/audit.ts';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { act, useLive } from '../live/use-live.ts';
import { Command } from '../parts/command.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { JobProgress } from '../parts/job-progress.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useAction } from '../parts/use-action.ts';
import { AuditReport } from './result.tsx';

const RUNNING_EVERY_MS = 500;
const EVERY_MS = 5_000;

/** Runs audits, and shows what the last one has found. */
export function AuditPage() {
  const known = useLive('audits', {}, ({ job }) =>
    job && job.finished_at === undefined ? RUNNING_EVERY_MS : EVERY_MS,
  );
  const [isAsking, setAsking] = useState(false);
  return (
    <Page
      title={AUDIT.title}
      actions={
        <button type="button" class="btn btn-primary" onClick={() => setAsking(true)}>
          <Icon name="shield" />
          {AUDIT.run}
        </button>
      }
      wide
    >
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{AUDIT.intro}</p>
        <Loaded known={known} height="h-72">
          {({ job, last, error, command }) => (
            <>
              {job && job.finished_at === undefined && <JobProgress key={job.id} id={job.id} label={AUDIT.running} />}
              {error && (
                <div role="alert" class="border-error/50 rounded-2xl border p-4 text-sm">
                  <p class="font-semibold">
                    {AUDIT.failed} (<Time at={error.at} as="age" />)
                  </p>
                  <p class="[overflow-wrap:anywhere]">{error.message}</p>
                </div>
              )}
              {last ? (
                <AuditReport result={last} title={error ? AUDIT.resultBefore : AUDIT.result} />
              ) : (
                !error && <p>{AUDIT.none}</p>
              )}
              <Command text={command} />
            </>
          )}
        </Loaded>
      </div>
      {isAsking && <RunDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}

function RunDialog({ onClose }: { onClose: () => void }) {
  const [settle, setSettle] = useState(true);
  const action = useAction(() => act('runAudit', { settle }));
  return (
    <Confirm title={AUDIT.runTitle} verb={AUDIT.run} action={action} onClose={onClose}>
      <p>{AUDIT.runText}</p>
      <label class="flex cursor-pointer items-start gap-3">
        <input
          type="checkbox"
          class="checkbox checkbox-sm rounded-md mt-0.5"
          checked={settle}
          onChange={({ currentTarget }) => setSettle(currentTarget.checked)}
        />
        <span>
          {AUDIT.settle}
          <span class="text-quiet block">{AUDIT.settleHint}</span>
        </span>
      </label>
    </Confirm>
  );
}
