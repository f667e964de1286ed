import { useState } from 'preact/hooks';
import { ACTS } from '../../texts/console/acts.ts';
import { APPROVALS } from '../../texts/console/approvals.ts';
import { Time } from '../../ui/time.tsx';
import { ActDialog } from '../acts/act-dialog.tsx';
import type { Approvals } from '../contract.ts';
import { Badge, type Tone } from '../parts/badge.tsx';

type Request = Approvals['requests'][number];

const TONES: Record<Request['state'], Tone> = {
  waiting: 'warning',
  approved: 'busy',
  rejected: 'bad',
  done: 'good',
  expired: 'quiet',
};

/** One request with who asked, why, and what this operator can do about it. */
export function RequestRow({ request }: { request: Request }) {
  const { id, state, command, reason, requested_by, requested_at, expires_at, decided_by, detail } = request;
  const isPending = state === 'waiting' || state === 'approved';
  return (
    <li class="border-base-300 flex flex-col gap-1 border-t py-3 text-sm first:border-t-0">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <code class="font-medium">{command}</code>
        <Badge tone={TONES[state]} text={APPROVALS.states[state]} />
        <span class="text-quiet ml-auto text-xs">
          <Time at={requested_at} as="short" />
        </span>
      </div>
      <code class="text-[0.92em] [overflow-wrap:anywhere]">{wordsOf(request)}</code>
      <Line name={APPROVALS.reason} text={reason} />
      <Line name={APPROVALS.requestedBy} text={requested_by} />
      {decided_by !== undefined && <Line name={APPROVALS.decidedBy} text={decided_by} />}
      {detail !== undefined && <p class="text-error [overflow-wrap:anywhere]">{detail}</p>}
      <p class="text-quiet text-xs">
        <code>{id}</code>
        {isPending && (
          <>
            {' · '}
            {APPROVALS.expires} <Time at={expires_at} as="short" />
          </>
        )}
      </p>
      {isPending && <Decision request={request} />}
    </li>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <p class="[overflow-wrap:anywhere]">
      <span class="text-quiet">{name}</span> {text}
    </p>
  );
}

function Decision({ request }: { request: Request }) {
  const { id, own, state, approved_here, command, reason } = request;
  const [verb, setVerb] = useState<'approve' | 'reject'>();
  const canApprove = state === 'waiting' ? !own : approved_here;
  const approve = state === 'waiting' ? ACTS.approve.verb : APPROVALS.carryOn;
  const reject = own ? APPROVALS.withdraw : ACTS.reject.verb;
  const again = approved_here ? ({ again: 'true' } as const) : {};
  return (
    <>
      {state === 'waiting' && own && <p class="text-warning">{APPROVALS.own}</p>}
      {state === 'approved' && <p class="text-warning">{approved_here ? APPROVALS.stopped : APPROVALS.byOther}</p>}
      <div class="mt-1 flex flex-wrap gap-2">
        {canApprove && (
          <button type="button" class="btn btn-sm btn-primary" onClick={() => setVerb('approve')}>
            {approve}
          </button>
        )}
        {state === 'waiting' && (
          <button type="button" class="btn btn-sm" onClick={() => setVerb('reject')}>
            {reject}
          </button>
        )}
      </div>
      {verb && (
        <ActDialog
          key={verb}
          act={
            verb === 'approve'
              ? { command: 'approve', arguments: { id, ...again } }
              : { command: 'reject', arguments: { id } }
          }
          what={id}
          verb={verb === 'approve' ? approve : reject}
          onClose={() => setVerb(undefined)}
        >
          <p class="[overflow-wrap:anywhere]">
            <code class="font-semibold">{command}</code> <code>{wordsOf(request)}</code>
          </p>
          <Line name={APPROVALS.reason} text={reason} />
        </ActDialog>
      )}
    </>
  );
}

function wordsOf({ arguments: given }: Request): string {
  return Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
