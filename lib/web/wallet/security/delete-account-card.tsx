import { useState } from 'preact/hooks';
import { SECURITY } from '../../texts/security.ts';
import { Card } from '../../ui/card.tsx';
import { DeleteAccountDialog } from './delete-account-dialog.tsx';

const { account: TEXT } = SECURITY;

/** Says what the deletion of the account takes, and leads to it. */
export function DeleteAccountCard() {
  const [isAsking, setAsking] = useState(false);
  return (
    <Card title={TEXT.title}>
      <p class="text-quiet mb-4 text-sm">{TEXT.lead}</p>
      <button type="button" class="btn btn-outline btn-error w-full" onClick={() => setAsking(true)}>
        {TEXT.open}
      </button>
      {isAsking && <DeleteAccountDialog onClose={() => setAsking(false)} />}
    </Card>
  );
}
