import { TEXTS } from '../../texts/console/common.ts';
import { TRANSFER } from '../../texts/console/transfer.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import type { Payee, TransferDetail } from '../contract.ts';
import { Card, Facts } from '../parts/card.tsx';
import { Due } from '../parts/due.tsx';
import { TransferLink, WalletLink } from '../parts/links.tsx';

/** What the journal and the sweeper know of a transfer. */
export function TransferFacts({ detail: { transfer, sweeper, waiting } }: { detail: TransferDetail }) {
  const {
    TxID,
    from_id,
    to,
    amount,
    currency,
    note,
    reference,
    payer_note,
    decision,
    deadline,
    initiated_at,
    finished_at,
  } = transfer;
  const { authorised_at, expires_at, approval, paid_by, capture, captured, refund_of, refunds = [] } = transfer;
  const decider = approval?.approved_by ?? approval?.rejected_by;
  return (
    <Card title={<Money amount={amount} currency={currency} class="text-3xl font-bold" />}>
      <Facts
        facts={[
          { name: TRANSFER.from, value: <WalletLink id={from_id} /> },
          { name: TRANSFER.to, value: <Payees payees={to} currency={currency} /> },
          { name: TRANSFER.note, value: note },
          reference !== undefined && { name: TRANSFER.reference, value: reference },
          payer_note !== undefined && { name: TRANSFER.payerNote, value: payer_note },
          {
            name: TRANSFER.decision,
            value: decision === undefined ? TRANSFER.undecided : TRANSFER.decisions[decision],
          },
          { name: TRANSFER.initiated, value: <Time at={initiated_at} as="full" /> },
          authorised_at !== undefined && { name: TRANSFER.authorised, value: <Time at={authorised_at} as="full" /> },
          expires_at !== undefined && { name: TRANSFER.expires, value: <Time at={expires_at} as="full" /> },
          paid_by && { name: TRANSFER.paidBy, value: paid_by.user_id },
          paid_by?.key && { name: TRANSFER.paidByKey, value: TRANSFER.key(paid_by.key.name, paid_by.key.key_id) },
          approval && { name: TRANSFER.askedBy, value: approval.asked_by },
          decider !== undefined && { name: TRANSFER.decidedBy, value: decider },
          capture && {
            name: TRANSFER.capture,
            value: (
              <>
                <Money amount={capture.amount} currency={currency} /> ·{' '}
                {TRANSFER.captureText(capture.attempt, capture.is_released)} · <Time at={capture.deadline} as="clock" />
              </>
            ),
          },
          captured !== undefined && { name: TRANSFER.captured, value: <Money amount={captured} currency={currency} /> },
          refund_of !== undefined && {
            name: TRANSFER.refundOf,
            value: <TransferLink walletId={to[0]?.to_id ?? from_id} TxID={refund_of} />,
          },
          refunds.length > 0 && {
            name: TRANSFER.refunds,
            value: <Refunds refunds={refunds} walletId={from_id} currency={currency} />,
          },
          deadline !== undefined && { name: TRANSFER.deadline, value: <Time at={deadline} as="clock" /> },
          finished_at !== undefined && {
            name: TRANSFER.took,
            value: format.duration(Date.parse(finished_at) - Date.parse(initiated_at)),
          },
          { name: TRANSFER.attempts, value: <Attempts sweeper={sweeper} /> },
          // A held payment is due when it expires, which is said above.
          waiting?.for !== 'capture' &&
            sweeper.due_at !== undefined && {
              name: TRANSFER.next,
              value: <Due at={sweeper.due_at} passed={TEXTS.dueForSweeper} />,
            },
          {
            name: TRANSFER.txId,
            value: (
              <span class="flex items-start gap-1">
                <code class="min-w-0 text-xs">{TxID}</code>
                <CopyButton text={TxID} what={TEXTS.txId} class="btn btn-ghost btn-xs btn-square" />
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}

/** One payee alone, or each with what it receives. */
function Payees({ payees, currency }: { payees: readonly Payee[]; currency: string }) {
  return (
    <ul class="flex flex-col">
      {payees.map(({ to_id, amount }) => (
        <li key={to_id} class="flex flex-wrap items-baseline gap-x-3">
          <WalletLink id={to_id} />
          {payees.length > 1 && <Money amount={amount} currency={currency} class="text-quiet" />}
        </li>
      ))}
    </ul>
  );
}

interface RefundsProps {
  readonly refunds: NonNullable<TransferDetail['transfer']['refunds']>;
  /** The payer of the payment, who received them. */
  readonly walletId: string;
  readonly currency: string;
}

function Refunds({ refunds, walletId, currency }: RefundsProps) {
  return (
    <ul class="flex flex-col">
      {refunds.map(({ TxID, amount }) => (
        <li key={TxID} class="flex flex-wrap items-baseline gap-x-3">
          <TransferLink walletId={walletId} TxID={TxID} />
          <Money amount={amount} currency={currency} class="text-quiet" />
        </li>
      ))}
    </ul>
  );
}

/** The number of runs that the sweeper has started, and when. */
function Attempts({ sweeper: { attempts, restarts } }: Pick<TransferDetail, 'sweeper'>) {
  return (
    <>
      {TRANSFER.attemptsText(attempts)}
      {restarts.length > 0 && (
        <ol class="text-quiet mt-1 text-sm">
          {restarts.map((at) => (
            <li key={at}>
              <Time at={at} as="clock" />
            </li>
          ))}
        </ol>
      )}
      {attempts > restarts.length && <p class="text-quiet text-sm">{TRANSFER.restartsLeftOut}</p>}
    </>
  );
}
