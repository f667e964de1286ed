import type { EntryReceipt, VerifiedReceipt } from 'mib/client';
import { CHECKS_OF_RECEIPT, FAULTS, VERDICT } from '../../texts/receipts.ts';
import { noteText, STATUS_TEXTS } from '../../texts/transfers.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Fact } from '../../ui/fact.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Id } from '../../ui/id.tsx';
import { Money } from '../../ui/money.tsx';
import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { Notice } from '../../ui/notice.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { payeesOf } from '../payees.ts';
import { client } from '../session.ts';
import { type Check, checkReceipt, type KnownFact } from './check-receipt.ts';

export interface VerdictProps {
  readonly receipt: Pick<EntryReceipt, 'receipt' | 'inclusion'>;
  readonly known?: KnownFact;
}

/** Verifies a receipt in the browser, and says each check and what the receipt states. */
export function Verdict({ receipt, known = {} }: VerdictProps) {
  const key = JSON.stringify([receipt, known]);
  const { data, problem, reload } = useResource(key, async (signal) =>
    checkReceipt(receipt, await client.peek().publishedKeys({ signal }), known),
  );
  if (problem) return <Problem problem={problem} onRetry={reload} />;
  if (!data) return <p role="status">{VERDICT.checking}</p>;
  if (data.kind === 'unsupported')
    return (
      <Notice tone="warning" title={VERDICT.unsupported} spoken>
        {VERDICT.unsupportedDetail}
      </Notice>
    );
  const { checks, stated, root } = data;
  const isGood = checks.every(({ state }) => state === 'passed');
  return (
    <div class="flex flex-col gap-4">
      <p role="status" class={`flex items-center gap-2 font-semibold ${isGood ? 'text-success' : 'text-error'}`}>
        <Icon name={isGood ? 'shield' : 'cross'} />
        {isGood ? VERDICT.good : VERDICT.bad}
      </p>
      <ul aria-label={VERDICT.label} class="flex flex-col gap-2 text-sm">
        {checks.map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
      </ul>
      {isGood && root && <p class="text-sm">{VERDICT.root(format.timeShort(root.kept_at), format.count(root.size))}</p>}
      {isGood && stated && <Stated stated={stated} />}
    </div>
  );
}

const MARKS = {
  passed: { icon: 'check', colour: 'text-success' },
  failed: { icon: 'cross', colour: 'text-error' },
  open: { icon: 'question', colour: 'text-quiet' },
} as const;

function CheckLine({ check: { name, state, fault } }: { check: Check }) {
  const { icon, colour } = MARKS[state];
  return (
    <li class="flex gap-2">
      <Icon name={icon} class={`mt-0.5 size-4 ${colour}`} />
      <span class="min-w-0">
        {CHECKS_OF_RECEIPT[name]}
        <span class="sr-only">: {VERDICT.state[state]}.</span>
        {fault !== undefined && <span class="text-error block">{FAULTS[fault] ?? fault}</span>}
      </span>
    </li>
  );
}

/** What a true receipt says. */
function Stated({ stated }: { stated: VerifiedReceipt }) {
  return (
    <>
      <dl class="border-base-300 grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2 border-t pt-4 text-sm">
        {stated.kind === 'entry' ? (
          <EntryFacts entry={stated.entry} currency={stated.currency} />
        ) : (
          <TransferFacts transfer={stated.transfer} />
        )}
        <Fact name={VERDICT.signedBy}>{stated.iss}</Fact>
        <Fact name={VERDICT.signedAt}>
          <Time at={new Date(1_000 * stated.iat).toISOString()} as="full" />
        </Fact>
      </dl>
      <p class="text-quiet text-sm">{VERDICT.noSecret}</p>
    </>
  );
}

type Of<Kind> = Extract<VerifiedReceipt, { kind: Kind }>;

function EntryFacts({ entry, currency = NO_CURRENCY }: Pick<Of<'entry'>, 'entry' | 'currency'>) {
  return (
    <>
      <Fact name={VERDICT.wallet}>
        <Id id={entry.wallet_id} what={WALLETS.number} />
      </Fact>
      <Fact name={VERDICT.entry}>{format.count(entry.seq)}</Fact>
      <Fact name={VERDICT.amount}>
        <Money amount={entry.amount} currency={currency} signed class="font-medium" />
      </Fact>
      <Fact name={VERDICT.balance}>
        <Money amount={entry.balance} currency={currency} />
      </Fact>
      <Fact name={VERDICT.posted}>
        <Time at={entry.posted_at} as="full" />
      </Fact>
    </>
  );
}

function TransferFacts({ transfer }: { transfer: Of<'transfer'>['transfer'] }) {
  const { wallet_id, from_id, amount, currency = NO_CURRENCY, status, note, TxID, initiated_at } = transfer;
  return (
    <>
      <Fact name={VERDICT.wallet}>
        <Id id={wallet_id} what={WALLETS.number} />
      </Fact>
      <Fact name={VERDICT.transfer}>{TxID}</Fact>
      <Fact name={VERDICT.amount}>
        <Money amount={amount} currency={currency} signed class="font-medium" />
      </Fact>
      <Fact name={VERDICT.from}>
        <Id id={from_id} what={WALLETS.number} />
      </Fact>
      <Fact name={VERDICT.to}>
        {payeesOf(transfer).map(({ to_id }) => (
          <Id key={to_id} id={to_id} what={WALLETS.number} />
        ))}
      </Fact>
      <Fact name={VERDICT.status}>
        {STATUS_TEXTS[status].label}. {noteText(status, note)}
      </Fact>
      <Fact name={VERDICT.accepted}>
        <Time at={initiated_at} as="full" />
      </Fact>
    </>
  );
}
