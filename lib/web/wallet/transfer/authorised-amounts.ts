import type { TransactionDetail } from 'mib/client';

/** The amounts of a held payment, in minor units without a sign. Absent: not known, or nothing. */
export interface AuthorisedAmounts {
  readonly authorised?: string;
  readonly captured?: string;
  readonly back?: string;
}

type Amounts = Pick<TransactionDetail, 'amount' | 'captured' | 'status' | 'wallet_id' | 'from_id'>;

/**
 * What was authorised, captured and given back. The payee of a captured payment has only what it
 * captured as its amount.
 */
export function amountsOf({ amount, captured, status, wallet_id, from_id }: Amounts): AuthorisedAmounts {
  const whole = amount.replace(/^[-+]/, '');
  switch (status) {
    case 'SUCCESSFUL': {
      if (wallet_id !== from_id) return { captured: whole };
      const back = BigInt(whole) - BigInt(captured ?? whole);
      return { authorised: whole, captured: captured ?? whole, ...(back > 0n && { back: String(back) }) };
    }
    case 'INVALID':
    case 'FAILED':
      return { authorised: whole, back: whole };
    default:
      return { authorised: whole };
  }
}
