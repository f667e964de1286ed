import type { Member } from 'mib/client';
import { useRef } from 'preact/hooks';
import { SHARING } from '../../texts/sharing.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { client } from '../session.ts';
import { ShareForm } from './share-form.tsx';

export interface SharingCardProps {
  readonly walletId: string;
  readonly currency: string;
}

/** The users with whom the person shares a wallet, and a form for another one. */
export function SharingCard({ walletId, currency }: SharingCardProps) {
  const { data, problem, reload } = useResource(`members ${walletId}`, (signal) =>
    client.peek().sharing.members(walletId, { signal }),
  );
  return (
    <Card title={SHARING.title}>
      <p class="text-quiet mb-4 text-sm">{SHARING.lead}</p>
      {problem && <Problem problem={problem} onRetry={reload} />}
      {data?.length === 0 && <p class="mb-4 text-sm">{SHARING.none}</p>}
      <ul class="divide-base-300 mb-4 flex flex-col divide-y">
        {data?.map((member) => (
          <Row key={member.login} walletId={walletId} member={member} currency={currency} onEnded={reload} />
        ))}
      </ul>
      <ShareForm walletId={walletId} currency={currency} onShared={reload} />
    </Card>
  );
}

interface RowProps extends SharingCardProps {
  readonly member: Member;
  readonly onEnded: () => void;
}

function Row({ walletId, currency, member, onEnded }: RowProps) {
  const form = useRef<HTMLFormElement>(null);
  const { login, max_per_day, added_at } = member;
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    await client.peek().sharing.end(walletId, login);
    announce(SHARING.ended);
    onEnded();
  });
  return (
    <li class="py-3">
      <form ref={form} onSubmit={submit} class="flex items-start justify-between gap-3">
        <div class="min-w-0 text-sm [overflow-wrap:anywhere]">
          <p class="font-medium">{login}</p>
          <p>{max_per_day === null ? SHARING.reads : SHARING.pays(format.amount(max_per_day, currency))}</p>
          <p class="text-quiet">
            {SHARING.since} <Time at={added_at} />
          </p>
        </div>
        <button type="submit" class="btn btn-sm" aria-label={SHARING.endOf(login)} aria-disabled={isBusy}>
          {SHARING.end}
        </button>
      </form>
      {problem && <Problem problem={problem} />}
    </li>
  );
}
