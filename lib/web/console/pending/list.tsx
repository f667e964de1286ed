import { TEXTS } from '../../texts/console/common.ts';
import { PENDING } from '../../texts/console/pending.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import type { PendingTransfer } from '../contract.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Due } from '../parts/due.tsx';
import { TransferLink, WalletLink, WalletLinks } from '../parts/links.tsx';
import { whyText } from './why.ts';

/** The pending transfers. On a phone the parts of each are one below the other. */
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
  const { TxID, from_id, to, amount, currency, status, age_ms, waiting, sweeper } = transfer;
  return (
    <li class="border-base-300 flex gap-3 border-t py-3 first:border-t-0">
      <label class="-m-2 flex size-10 shrink-0 cursor-pointer items-center justify-center">
        <input
          type="checkbox"
          class="checkbox checkbox-sm rounded-md"
          aria-label={PENDING.select(TxID)}
          checked={isSelected}
          onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        />
      </label>
      <div class="grid min-w-0 grow gap-x-4 gap-y-1 text-sm md:grid-cols-[minmax(0,1.2fr)_minmax(0,2fr)_minmax(5.5rem,max-content)]">
        <div class="min-w-0">
          <span class="flex flex-wrap items-center gap-2">
            <TransferLink walletId={from_id} TxID={TxID} />
            <StatusBadge status={status} />
          </span>
          <span>
            <WalletLink id={from_id} /> → <WalletLinks ids={to.map(({ to_id }) => to_id)} />
          </span>
        </div>
        <div class="min-w-0">
          <p class="font-medium">{whyText(waiting)}</p>
          <p class="text-quiet mt-0.5 text-xs">
            {PENDING.attempts(sweeper.attempts)}
            {sweeper.due_at !== undefined && (
              <>
                {' '}
                {PENDING.next} <Due at={sweeper.due_at} passed={TEXTS.dueForSweeper} />.
              </>
            )}
          </p>
        </div>
        <p class="flex gap-3 md:flex-col md:items-end md:gap-0.5">
          <Money amount={amount} currency={currency} class="font-semibold" />
          <span class="text-quiet tabular-nums">{PENDING.old(format.duration(age_ms))}</span>
        </p>
      </div>
    </li>
  );
}
