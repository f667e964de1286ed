import { USERS } from '../../texts/console/users.ts';
import { Time } from '../../ui/time.tsx';
import type { UserDetail } from '../contract.ts';
import { Card } from '../parts/card.tsx';

/** The sessions of a user and their newest sign-ins. */
export function Activity({ detail: { sessions, sign_ins } }: { detail: UserDetail }) {
  return (
    <div class="grid items-start gap-4 xl:grid-cols-2">
      <Card title={USERS.sessions}>
        {sessions.length === 0 && <p class="text-quiet text-sm">{USERS.noSessions}</p>}
        <ul class="flex flex-col">
          {sessions.map(({ session_id, begun_at, last_used_at, network, user_agent }) => (
            <li key={session_id} class="border-base-300 flex flex-col gap-1 border-t py-2 text-sm first:border-t-0">
              <span class="flex flex-wrap gap-x-4">
                <Time at={begun_at} />
                <span>{network}</span>
                <span class="text-quiet ml-auto text-xs">
                  {USERS.used} <Time at={last_used_at} as="age" />
                </span>
              </span>
              <span class="text-quiet text-xs [overflow-wrap:anywhere]">{user_agent}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={USERS.signIns}>
        {sign_ins.length === 0 && <p class="text-quiet text-sm">{USERS.noSignIns}</p>}
        <ul class="flex flex-col">
          {sign_ins.map(({ at, event, result, network, user_agent }, n) => (
            <li key={n} class="border-base-300 flex flex-col gap-1 border-t py-2 text-sm first:border-t-0">
              <span class="flex flex-wrap gap-x-4">
                <Time at={at} />
                <span>{inWords(event)}</span>
                <span class={result === 'succeeded' ? '' : 'text-error'}>{inWords(result)}</span>
                <span class="ml-auto">{network}</span>
              </span>
              <span class="text-quiet text-xs [overflow-wrap:anywhere]">{user_agent}</span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function inWords(name: string): string {
  return name.replaceAll('_', ' ');
}
