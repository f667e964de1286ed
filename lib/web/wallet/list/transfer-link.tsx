import { LIST } from '../../texts/list.ts';
import { noteText, STATUS_TEXTS, shownStatus } from '../../texts/transfers.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { calledOrNumber } from '../own-wallets.ts';
import type { TransferRow } from './transfer-rows.ts';

export interface TransferLinkProps {
  readonly row: TransferRow;
  readonly href: string;
  readonly tabIndex: 0 | -1;
}

/** The name has no room beside an amount of so many characters on a phone, but the time has. */
const LONG = 13;

/** A transfer in a list, in one height whatever its texts are. */
export function TransferLink({ row, href, tabIndex }: TransferLinkProps) {
  const { amount, currency, other, initiatedAt, reference, note, isRefund } = row;
  const arrives = amount.startsWith('+');
  const name = nameOf(other, arrives);
  const time = <time dateTime={initiatedAt}>{format.minute(initiatedAt)}</time>;
  const isLong = amount.length > LONG;
  return (
    <a
      href={href}
      tabIndex={tabIndex}
      class="bg-base-100 border-base-300 hover:border-primary flex h-full items-center gap-3 overflow-hidden rounded-2xl border px-3 sm:px-4"
    >
      <span class="bg-base-200 text-primary hidden size-10 shrink-0 place-items-center rounded-full sm:grid">
        <Icon name={arrives ? 'receive' : 'send'} />
      </span>
      <span class="min-w-0 grow">
        <span class="flex items-baseline justify-between gap-3">
          <span class={isLong ? 'text-quiet shrink-0 text-sm' : 'amount truncate font-medium'}>
            {isLong ? time : name}
          </span>
          <Money
            amount={amount}
            currency={currency}
            signed
            class={`shrink-0 font-semibold ${isLong ? 'max-sm:text-sm' : ''} ${moved(row) ? '' : 'line-through'}`}
          />
        </span>
        <span class="text-quiet flex items-baseline justify-between gap-3 text-sm">
          <span class="truncate">
            {isLong ? name : time}
            {isRefund && ` · ${LIST.refund}`}
            {reference !== undefined && ` · ${reference}`}
            {note !== undefined && ` · ${note}`}
          </span>
          <StatusWord row={row} />
        </span>
      </span>
    </a>
  );
}

/** Whom the money comes from or goes to. */
function nameOf(other: TransferRow['other'], arrives: boolean): string {
  if (typeof other === 'number') return LIST.toSeveral(format.count(other));
  return arrives ? LIST.from(calledOrNumber(other)) : LIST.to(calledOrNumber(other));
}

const COLOURS = {
  PENDING: 'text-info',
  PROCESSING: 'text-info',
  SUCCESSFUL: '',
  INVALID: 'text-error',
  FAILED: 'text-error',
  AUTHORISED: 'text-warning',
  CAPTURING: 'text-info',
  AWAITING: 'text-warning',
  REJECTED: 'text-error',
  VOIDED: '',
  EXPIRED: '',
} as const;

function StatusWord({ row: { status, statusNote } }: { row: TransferRow }) {
  const shown = shownStatus(status, statusNote);
  return (
    <span class={`shrink-0 font-medium ${COLOURS[shown]}`} title={noteText(status, statusNote)}>
      {STATUS_TEXTS[shown].label}
    </span>
  );
}

/** Whether the money has moved, or still may. */
function moved({ status }: TransferRow): boolean {
  return status !== 'INVALID' && status !== 'FAILED';
}
