import type { Wallet } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { LABELS } from '../../texts/labels.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { CHECKS } from '../field-rules.ts';
import { MetadataFields } from '../metadata-fields.tsx';
import { MetadataList } from '../metadata-list.tsx';
import { type BrokenRows, brokenRows, changeOf, rowsOf } from '../metadata-rows.ts';
import { client } from '../session.ts';
import { NameField } from './name-field.tsx';

export interface LabelsCardProps {
  readonly wallet: Wallet;
  /** The wallet after a change. */
  readonly onChanged: (wallet: Wallet) => void;
}

/** What the person calls a wallet, and their metadata on it, to read and to change in place. */
export function LabelsCard({ wallet, onChanged }: LabelsCardProps) {
  const [isOpen, setOpen] = useState(false);
  const { name, metadata } = wallet;
  if (isOpen) return <LabelsForm wallet={wallet} onChanged={onChanged} onClose={() => setOpen(false)} />;
  return (
    <Card title={LABELS.title}>
      <p class="mb-2 [overflow-wrap:anywhere]">{name ?? <span class="text-quiet text-sm">{LABELS.unnamed}</span>}</p>
      {metadata && <MetadataList metadata={metadata} />}
      <p class="text-quiet mt-2 mb-3 text-sm">{LABELS.private}</p>
      <button type="button" class="btn btn-sm" onClick={() => setOpen(true)}>
        {LABELS.change}
      </button>
    </Card>
  );
}

function LabelsForm({ wallet, onChanged, onClose }: LabelsCardProps & { readonly onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(wallet.name ?? '');
  const [rows, setRows] = useState(() => rowsOf(wallet.metadata));
  const [broken, setBroken] = useState<BrokenRows & { readonly name?: string | undefined }>({});
  const metadata = changeOf(wallet.metadata, rows);
  const change = {
    ...(name !== (wallet.name ?? '') && { name: name === '' ? null : name }),
    ...(metadata && { metadata }),
  };
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const ofName = CHECKS.walletName(name);
    const rules = { ...brokenRows(rows), ...(ofName && { name: ofName }) };
    setBroken(rules);
    if (Object.keys(rules).length > 0) return;
    onChanged(await client.peek().changeWallet(wallet.wallet_id, change));
    announce(LABELS.saved);
    onClose();
  });
  return (
    <Card title={LABELS.title}>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <NameField name={name} onName={setName} error={broken.name ?? errorOfField(problem, 'name')} />
        <MetadataFields rows={rows} onRows={(changed) => setRows([...changed])} broken={broken} />
        {problem && <Problem problem={problem} labels={{ name: LABELS.name, metadata: LABELS.metadata }} />}
        <SubmitButton label={LABELS.save} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {LABELS.cancel}
        </button>
      </form>
      <div class="mt-5">
        <ActionCode action={{ kind: 'changeWallet', walletId: wallet.wallet_id, change }} />
      </div>
    </Card>
  );
}
