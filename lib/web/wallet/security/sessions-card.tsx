import type { OwnSession } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { SECURITY } from '../../texts/security.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import type { Resource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { client } from '../session.ts';
import { EverywhereDialog } from './everywhere-dialog.tsx';

const { sessions: TEXT } = SECURITY;

/** The sessions of the person: each can end, and all together. */
export function SessionsCard({ data, problem, reload }: Resource<readonly OwnSession[]>) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Card title={TEXT.title}>
      <p class="text-quiet mb-4 text-sm">{TEXT.lead}</p>
      {problem && <Problem problem={problem} onRetry={reload} />}
      {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
      <ul class="divide-base-300 flex flex-col divide-y">
        {data?.map((session) => (
          <Row key={session.session_id} session={session} onEnded={reload} />
        ))}
      </ul>
      <button type="button" class="btn mt-4 w-full" onClick={() => setAsking(true)}>
        {TEXT.everywhere}
      </button>
      {isAsking && <EverywhereDialog onClose={() => setAsking(false)} />}
    </Card>
  );
}

function Row({ session, onEnded }: { readonly session: OwnSession; readonly onEnded: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { session_id, user_agent, network, begun_at, last_used_at, current } = session;
  const program = user_agent === '' ? TEXT.unknown : user_agent;
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    await client.peek().endSession(session_id);
    announce(TEXT.ended);
    onEnded();
  });
  return (
    <li class="py-3">
      <form ref={form} onSubmit={submit} class="flex items-start justify-between gap-3">
        <div class="min-w-0 text-sm [overflow-wrap:anywhere]">
          {current && <p class="text-success font-medium">{TEXT.here}</p>}
          <p class="line-clamp-3">{program}</p>
          <p class="text-quiet mt-1">
            {TEXT.begun} <Time at={begun_at} />
          </p>
          <p class="text-quiet">
            {TEXT.used} <Time at={last_used_at} as="age" /> {network !== '' && TEXT.from(network)}
          </p>
        </div>
        {!current && (
          <button type="submit" class="btn btn-sm" aria-label={TEXT.endOf(program)} aria-disabled={isBusy}>
            {TEXT.end}
          </button>
        )}
      </form>
      {problem && <Problem problem={problem} />}
    </li>
  );
}
