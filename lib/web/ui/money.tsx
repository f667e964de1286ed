import { format } from './person.ts';

export interface MoneyProps {
  /** Minor units, of any length, with or without a sign. */
  readonly amount: string;
  /** The code of its currency; undefined as long as it is not known. Without one it is a plain number. */
  readonly currency?: string | undefined;
  /** Shows a plus or minus, and money that arrives in green. */
  readonly signed?: boolean;
  /** The one amount that a view is about, as large as its digits allow on a phone. */
  readonly hero?: boolean;
  readonly class?: string;
}

/** An amount as the person writes numbers. It never passes through Number. */
export function Money(props: MoneyProps) {
  const { amount, currency, signed = false, hero = false, class: className = '' } = props;
  if ('currency' in props && currency === undefined) return <span class="skeleton inline-block h-5 w-20" />;
  const arrives = signed && BigInt(amount) > 0n;
  const text = signed ? format.signedAmount(amount, currency) : format.amount(amount, currency);
  const size = text.length > 12 ? 'text-2xl' : 'text-4xl';
  const look = `${arrives ? 'text-success' : ''} ${hero ? `font-semibold tracking-tight ${size}` : ''}`;
  return (
    <span class={`amount ${look} ${className}`}>
      {groupsOf(text).map((group, index) => (
        // A long amount goes on in the next line between two groups of digits.
        <span key={index}>
          {index > 0 && <wbr />}
          {group}
        </span>
      ))}
    </span>
  );
}

/** Each group of digits with the separator after it. */
function groupsOf(text: string): string[] {
  return text.split(/(?<=\p{Nd}\P{Nd})(?=\p{Nd})/u);
}
