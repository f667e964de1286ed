import type { TransactionDetail } from 'mib/client';
import { useEffect, useRef } from 'preact/hooks';
import { LABELS } from '../../texts/labels.ts';
import { REFUND } from '../../texts/refunds.ts';
import { noteText, STATUS_TEXTS, STEPS, shownStatus, TRANSFER } from '../../texts/transfers.ts';
import { WALLET } from '../../texts/wallet.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { writeDraft } from '../../ui/draft.ts';
import { Icon } from '../../ui/icons.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow } from '../../ui/use-now.ts';
import { addresses, payAddress } from '../addresses.ts';
import { TransferApproval } from '../approvals/transfer-approval.tsx';
import { MetadataList } from '../metadata-list.tsx';
import { movedAmount } from '../moved-amount.ts';
import { payDraft } from '../pay/payments.ts';
import { Authorisation } from './authorisation.tsx';
import { RefundsCard } from './refunds-card.tsx';
import { isFinal } from './step-drafts.ts';
import { Timeline } from './timeline.tsx';
import { TransferCode } from './transfer-code.tsx';
import { TransferFacts } from './transfer-facts.tsx';
import { useFollow } from './use-follow.ts';

const ReceiptPanel = lazy(async () => (await import('../receipts/receipt-panel.tsx')).ReceiptPanel);

const SLOW_MS = 15_000;

/** One transfer, live until it is final. */
export function Transfer({ id, TxID }: { id: string; TxID: string }) {
  const { transfer, problem, resume, show } = useFollow(id, TxID);
  useSpokenStatus(transfer);
  const back = { href: addresses.wallet(id), label: WALLET.back.wallet };
  return (
    <Page title={titleOf(transfer)} back={back}>
      <div class="flex flex-col gap-4">
        {problem && <Problem problem={problem} onRetry={resume} />}
        {!transfer && !problem && <Skeleton class="h-96 w-full rounded-2xl" />}
        {transfer && <Loaded transfer={transfer} onEnded={show} />}
      </div>
    </Page>
  );
}

interface LoadedProps {
  readonly transfer: TransactionDetail;
  /** The person has captured it or given it back. */
  readonly onEnded: (transfer: TransactionDetail) => void;
}

function Loaded({ transfer, onEnded }: LoadedProps) {
  return (
    <>
      <Summary transfer={transfer} />
      <Slow transfer={transfer} />
      <TransferApproval transfer={transfer} />
      <Authorisation transfer={transfer} onEnded={onEnded} />
      <Timeline transfer={transfer} />
      <TransferFacts transfer={transfer} />
      <RefundsCard key={transfer.TxID} transfer={transfer} />
      {transfer.metadata && (
        <Card title={LABELS.metadata}>
          <MetadataList metadata={transfer.metadata} />
          <p class="text-quiet mt-2 text-sm">{LABELS.private}</p>
        </Card>
      )}
      {isFinal(transfer.status) && (
        <ReceiptPanel
          key={transfer.TxID}
          walletId={transfer.wallet_id}
          of={{ TxID: transfer.TxID }}
          known={{ transfer }}
        />
      )}
      <TransferCode transfer={transfer} />
    </>
  );
}

function Summary({ transfer }: { transfer: TransactionDetail }) {
  const { currency, status, note, from_id, wallet_id, refund_of } = transfer;
  return (
    <Card>
      <div class="flex flex-col items-start gap-3">
        <Money amount={movedAmount(transfer)} currency={currency} signed hero />
        <div class="flex flex-wrap items-center gap-2">
          <StatusBadge status={shownStatus(status, note)} />
          <span class="text-sm">{wordsOf(transfer)}</span>
        </div>
        {isFinal(status) && wallet_id === from_id && refund_of === undefined && <PayAgain transfer={transfer} />}
      </div>
    </Card>
  );
}

/** Opens the form of the same payment. A link has room for one payee. */
function PayAgain({ transfer }: { transfer: TransactionDetail }) {
  const { amount, currency, from_id, to_id, to, reference, payer_note } = transfer;
  const texts = { reference, note: payer_note };
  const href = to
    ? addresses.pay
    : payAddress({ from: from_id, to: to_id, amount: amount.replace('-', ''), currency, ...texts });
  const fillIn = () => {
    if (!to) return;
    const payees = to.map((payee) => ({ to: payee.to_id, amount: format.typedAmount(payee.amount, currency) }));
    writeDraft(payDraft.peek(), { from: from_id, payees, ...texts });
  };
  return (
    <a class="btn btn-sm" href={href} onClick={fillIn}>
      <Icon name="refresh" class="size-4" />
      {TRANSFER.payAgain}
    </a>
  );
}

/** Says why nothing seems to happen. */
function Slow({ transfer: { status, note, initiated_at } }: { transfer: TransactionDetail }) {
  const isOver = isFinal(status) || ['AUTHORISED', 'AWAITING'].includes(shownStatus(status, note));
  const now = useNow(isOver ? undefined : 1_000);
  const isSlow = !isOver && now - Date.parse(initiated_at) > SLOW_MS;
  return (
    <div role="status" class="empty:hidden">
      {isSlow && <Notice tone="warning">{TRANSFER.slow}</Notice>}
    </div>
  );
}

/** What the status means. A decided transfer says how it will end. */
function wordsOf({ status, note, timeline }: TransactionDetail): string {
  const decision = timeline.find((event) => 'decision' in event)?.decision;
  if (isFinal(status) || !decision) return noteText(status, note);
  return decision === 'COMMIT' ? STEPS.commit : STEPS.abort;
}

function titleOf(transfer: TransactionDetail | undefined): string {
  if (!transfer) return TRANSFER.transfer;
  const texts = transfer.refund_of === undefined ? TRANSFER : REFUND;
  return transfer.wallet_id === transfer.from_id ? texts.outgoing : texts.incoming;
}

/** Screen readers hear each new status, but not the one that the view begins with. */
function useSpokenStatus(transfer: TransactionDetail | undefined): void {
  const status = transfer && shownStatus(transfer.status, transfer.note);
  const before = useRef(status);
  useEffect(() => {
    if (status !== undefined && before.current !== undefined && before.current !== status) {
      announce(TRANSFER.now(STATUS_TEXTS[status].label));
    }
    before.current = status;
  }, [status]);
}
