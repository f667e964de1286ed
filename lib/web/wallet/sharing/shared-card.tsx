import type { Wallet } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ownerInWords, SHARING } from '../../texts/sharing.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { addresses } from '../addresses.ts';
import { client, session } from '../session.ts';

const TEXT = SHARING.shared;

export interface SharedCardProps {
  readonly walletId: string;
  readonly currency: string;
  readonly shared: NonNullable<Wallet['shared']>;
}

/** What the person may do with a wallet that another user shares with them, and the way to leave it. */
export function SharedCard({ walletId, currency, shared }: SharedCardProps) {
  const { max_per_day: max } = shared;
  const owner = ownerInWords(shared);
  const [isAsking, setAsking] = useState(false);
  return (
    <Card title={TEXT.title}>
      <p class="mb-4 text-sm [overflow-wrap:anywhere]">
        {max === null ? TEXT.reads(owner) : TEXT.pays(owner, format.amount(max, currency))}
      </p>
      <button type="button" class="btn btn-sm" onClick={() => setAsking(true)}>
        {TEXT.leave}
      </button>
      {isAsking && <LeaveDialog walletId={walletId} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function LeaveDialog({ walletId, onClose }: { readonly walletId: string; readonly onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { route } = useLocation();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    await client.peek().sharing.end(walletId, session.peek()?.login ?? '');
    announce(TEXT.left);
    route(addresses.home);
  });
  return (
    <Dialog title={TEXT.leaveTitle} onClose={onClose}>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        <p>{TEXT.leaveDetail}</p>
        {problem && <Problem problem={problem} />}
        <SubmitButton label={TEXT.leave} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {TEXT.cancel}
        </button>
      </form>
    </Dialog>
  );
}
