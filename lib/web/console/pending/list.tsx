import { PENDING } from '../../texts/console/pending.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import type { PendingTransfer } from '../contract.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { TransferLink, WalletLink } from '../parts/links.tsx';
import { whyText } from './why.ts';

const { columns: COLUMN } = PENDING;

/** The pending transfers: a table, and on a phone a card for each. */
export function PendingList({
  transfers,
  selected,
  onSelect,
}: {
  transfers: readonly PendingTransfer[];
  selected: ReadonlySet<string>;
  onSelect: (TxID: string, isSelected: boolean) => void;
}) {
  return (
    <ul class="flex flex-col">
      {transfers.map((transfer) => (
        <Row
          key={transfer.TxID}
          transfer={transfer}
          isSelected={selected.has(transfer.TxID)}
          onSelect={(isSelected) => onSelect(transfer.TxID, isSelected)}
        />
      ))}
    </ul>
  );
}

function Row({
  transfer,
  isSelected,
  onSelect,
}: {
  transfer: PendingTransfer;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
}) {
  const { TxID, from_id, to_id, amount, status, age_ms, waiting, sweeper } = transfer;
  return (
    <li class="border-base-300 flex gap-3 border-t py-3 first:border-t-0">
      <label class="-m-2 flex size-10 shrink-0 cursor-pointer items-center justify-center">
        <input
          type="checkbox"
          class="checkbox checkbox-sm"
          aria-label={PENDING.select(TxID)}
          checked={isSelected}
          onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        />
      </label>
      <div class="grid min-w-0 grow gap-x-4 gap-y-1 text-sm md:grid-cols-[minmax(0,1.3fr)_minmax(0,2fr)_minmax(0,1fr)]">
        <div class="flex min-w-0 flex-col gap-1">
          <span class="flex flex-wrap items-center gap-2">
            <TransferLink walletId={from_id} TxID={TxID} />
            <StatusBadge status={status} />
          </span>
          <span>
            <WalletLink id={from_id} /> → <WalletLink id={to_id} />
          </span>
        </div>
        <p class="font-medium">{whyText(waiting)}</p>
        <dl class="text-quiet grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-xs md:text-right">
          <dt>{COLUMN.amount}</dt>
          <dd>
            <Money amount={amount} class="text-base-content font-medium" />
          </dd>
          <dt>{COLUMN.age}</dt>
          <dd class="tabular-nums">{format.duration(age_ms)}</dd>
          <dt>{COLUMN.attempts}</dt>
          <dd>{sweeper.attempts}</dd>
          {sweeper.due_at !== undefined && (
            <>
              <dt>{COLUMN.next}</dt>
              <dd>
                <Time at={sweeper.due_at} as="age" />
              </dd>
            </>
          )}
        </dl>
      </div>
    </li>
  );
}
