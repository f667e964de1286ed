import { TEXTS } from '../../texts/console/common.ts';
import { format } from '../../ui/person.ts';
import type { Job } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Loaded } from './loaded.tsx';

const EVERY_MS = 400;

/** How far a job is, until it has finished. */
export function JobProgress({ id, label }: { id: string; label: string }) {
  const known = useLive('job', { id }, ({ finished_at }) => (finished_at === undefined ? EVERY_MS : undefined));
  return (
    <Loaded known={known} height="h-12">
      {(job) => <Progress job={job} label={label} />}
    </Loaded>
  );
}

function Progress({ job, label }: { job: Job; label: string }) {
  const { done, total, started_at, finished_at, failures } = job;
  const text = TEXTS.job.of(done, total);
  return (
    <div class="flex flex-col gap-2 text-sm" role="status">
      <div class="flex justify-between gap-4">
        <span>{label}</span>
        <span class="tabular-nums">
          {text}
          {finished_at !== undefined &&
            ` · ${TEXTS.job.done(format.duration(Date.parse(finished_at) - Date.parse(started_at)))}`}
        </span>
      </div>
      <progress class="progress progress-primary w-full" aria-label={label} value={done} max={Math.max(total, 1)} />
      {failures.length > 0 && (
        <div>
          <p class="text-error font-medium">{TEXTS.job.failures(failures.length)}</p>
          <ul class="mt-1 list-disc pl-5 [overflow-wrap:anywhere]">
            {failures.map(({ what, message }) => (
              <li key={what}>
                <code>{what}</code>: {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
