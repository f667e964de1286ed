import type { OwnSignIn } from 'mib/client';
import { useState } from 'preact/hooks';
import { SECURITY } from '../../texts/security.ts';
import { Card } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import type { Resource } from '../../ui/use-resource.ts';

const { sessions, signIns: TEXT } = SECURITY;
const SHOWN_AT_FIRST = 5;

/** The recent sign-ins of the person, so that they notice those of others. */
export function SignInsCard({ data, problem, reload }: Resource<readonly OwnSignIn[]>) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? data : data?.slice(0, SHOWN_AT_FIRST);
  return (
    <Card title={TEXT.title}>
      <p class="text-quiet mb-4 text-sm">{TEXT.lead}</p>
      {problem && <Problem problem={problem} onRetry={reload} />}
      {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
      {data?.length === 0 && <p>{TEXT.none}</p>}
      <ul class="divide-base-300 flex flex-col divide-y">
        {shown?.map((signIn) => (
          <Row key={`${signIn.at} ${signIn.event}`} {...signIn} />
        ))}
      </ul>
      {data && shown && shown.length < data.length && (
        <button type="button" class="btn mt-4 w-full" onClick={() => setWhole(true)}>
          {TEXT.more}
        </button>
      )}
    </Card>
  );
}

function Row({ at, event, result, means, network, user_agent }: OwnSignIn) {
  return (
    <li class="py-3 text-sm [overflow-wrap:anywhere]">
      <p class="flex flex-wrap justify-between gap-x-3">
        <span class="font-medium">
          {TEXT.events[event]} {means && TEXT.means[means]}
        </span>
        <span class={result === 'succeeded' ? 'text-success' : 'text-error'}>{TEXT.results[result]}</span>
      </p>
      {event !== 'second_factor_removal' && (
        <p class="line-clamp-3 mt-1">{user_agent === '' ? sessions.unknown : user_agent}</p>
      )}
      <p class="text-quiet">
        <Time at={at} /> {network !== '' && sessions.from(network)}
      </p>
    </li>
  );
}
