import { STATEMENT } from '../../texts/statement.ts';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { addresses } from '../addresses.ts';
import { useCurrency } from '../use-currency.ts';
import type { EntryRow } from './entry-list.ts';

export interface EntryLinkProps {
  readonly walletId: string;
  readonly row: EntryRow;
  readonly tabIndex: 0 | -1;
}

/** An entry in a list, in one height. The whole row leads to the entry, and its transfer has a link of its own. */
export function EntryLink({ walletId, row, tabIndex }: EntryLinkProps) {
  const { seq, TxID, amount, balance, posted_at } = row;
  const number = format.count(seq);
  const currency = useCurrency(walletId);
  return (
    <div class="bg-base-100 border-base-300 has-[a:hover]:border-primary relative flex h-full items-center gap-3 overflow-hidden rounded-2xl border px-3 sm:px-4">
      <span class="bg-base-200 text-primary hidden size-10 shrink-0 place-items-center rounded-full sm:grid">
        <Icon name={TxID === undefined ? 'wallet' : amount.startsWith('-') ? 'send' : 'receive'} />
      </span>
      <div class="min-w-0 grow">
        <div class="flex items-baseline justify-between gap-3">
          <a
            href={addresses.entry(walletId, seq)}
            tabIndex={tabIndex}
            class="truncate font-medium after:absolute after:inset-0 after:rounded-2xl"
          >
            {TxID === undefined ? STATEMENT.opening : STATEMENT.entry(number)}
          </a>
          <Money amount={amount} currency={currency} signed class="shrink-0 font-semibold max-sm:text-sm" />
        </div>
        <div class="flex items-center justify-between gap-3 text-sm">
          <span class="text-quiet truncate">
            <time dateTime={posted_at}>{format.minute(posted_at)}</time>
            {TxID !== undefined && (
              <>
                {' · '}
                <a
                  href={addresses.transaction(walletId, TxID)}
                  tabIndex={tabIndex}
                  aria-label={STATEMENT.transfer(shortId(TxID))}
                  class="link relative z-10 inline-flex min-h-6 items-center"
                >
                  {STATEMENT.transferShort}
                </a>
              </>
            )}
          </span>
          <span class="shrink-0">
            <span class="text-quiet max-sm:sr-only">{STATEMENT.balance} </span>
            <Money amount={balance} currency={currency} />
          </span>
        </div>
      </div>
    </div>
  );
}
