import type { EntryReceipt, ReceiptOf } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { RECEIPT } from '../../texts/receipts.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { shortId } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import type { KnownFact } from './check-receipt.ts';
import { Verdict } from './verdict.tsx';

export interface ReceiptPanelProps {
  readonly walletId: string;
  readonly of: { readonly seq: number } | { readonly TxID: string };
  /** What the page shows, which the receipt has to state. */
  readonly known: KnownFact;
}

/** The receipt of an entry or a transfer: its text, a file, and each check of it in this browser. */
export function ReceiptPanel({ walletId, of, known }: ReceiptPanelProps) {
  const [receipt, setReceipt] = useState<EntryReceipt>();
  const wanted = useRef<ReceiptOf>(of);
  const { problem, isBusy, submit } = useSubmit({ current: null }, async () => {
    setReceipt(await client.peek().receipt(walletId, wanted.current));
  });
  const get = (next: ReceiptOf) => {
    wanted.current = next;
    submit();
  };
  return (
    <>
      <Card title={RECEIPT.heading}>
        <div class="flex flex-col gap-4">
          <p class="text-quiet text-sm">{RECEIPT.lead}</p>
          {problem && <Problem problem={problem} onRetry={submit} />}
          {receipt ? (
            <>
              <ReceiptText receipt={receipt} walletId={walletId} of={of} />
              <Verdict receipt={receipt} known={known} />
              {'seq' in of && !receipt.inclusion && (
                <div>
                  <button
                    type="button"
                    class="btn btn-sm"
                    aria-disabled={isBusy}
                    onClick={() => get({ seq: of.seq, root: 'latest' })}
                  >
                    {RECEIPT.proof}
                  </button>
                  <p class="text-quiet mt-1 text-sm">{RECEIPT.proofHint}</p>
                </div>
              )}
            </>
          ) : (
            <button type="button" class="btn self-start" aria-disabled={isBusy} onClick={() => get(of)}>
              {RECEIPT.get}
            </button>
          )}
          <a class="link inline-flex min-h-6 items-center self-start text-sm" href={addresses.receipts}>
            {RECEIPT.verifyOther}
          </a>
        </div>
      </Card>
      <ActionCode
        title={RECEIPT.code}
        action={
          'seq' in of
            ? { kind: 'statementReceipt', walletId, seq: of.seq }
            : { kind: 'transactionReceipt', walletId, TxID: of.TxID }
        }
      />
    </>
  );
}

function ReceiptText(props: { receipt: EntryReceipt; walletId: string; of: ReceiptPanelProps['of'] }) {
  const { receipt, walletId, of } = props;
  const name = `receipt-${shortId(walletId).replace('…', '-')}-${'seq' in of ? of.seq : of.TxID}`;
  const save = () => {
    // With a way to a root there is more than the signed text.
    const { inclusion } = receipt;
    const text = inclusion ? JSON.stringify(receipt, null, 2) : receipt.receipt;
    const type = inclusion ? 'application/json' : 'application/jwt';
    saveFile(new Blob([text], { type }), `${name}.${inclusion ? 'json' : 'jwt'}`);
  };
  return (
    <div>
      <div class="mb-1 flex items-center gap-2">
        <p class="grow text-sm font-medium">{RECEIPT.text}</p>
        <CopyButton text={receipt.receipt} what={RECEIPT.what} />
        <button type="button" class="btn btn-sm" onClick={save}>
          {RECEIPT.download}
        </button>
      </div>
      <p class="bg-base-200 rounded-xl p-3 font-mono text-xs break-all">{receipt.receipt}</p>
    </div>
  );
}
