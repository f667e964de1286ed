import { format } from './person.ts';

export interface MoneyProps {
  /** Minor units, of any length, with or without a sign. */
  readonly amount: string;
  /** Shows a plus or minus, and money that arrives in green. */
  readonly signed?: boolean;
  readonly class?: string;
}

/** An amount as the person writes numbers. It never passes through Number. */
export function Money({ amount, signed = false, class: className = '' }: MoneyProps) {
  const arrives = signed && BigInt(amount) > 0n;
  return (
    <span class={`amount ${arrives ? 'text-success' : ''} ${className}`}>
      {signed ? format.signedAmount(amount) : format.amount(amount)}
    </span>
  );
}
