import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { format } from '../../ui/person.ts';
import { CHECKS } from '../field-rules.ts';
import type { PaymentRequest } from '../request-link.ts';

/** A request as a person types it. */
export interface RequestDraft {
  readonly amount: string;
  readonly reference: string;
  readonly note: string;
}

/** Links to wallets without a currency are as they were before currencies. */
function asked(currency: string | undefined): string | undefined {
  return currency === NO_CURRENCY ? undefined : currency;
}

/** The request, or the rule that each field breaks. */
export function readDraft(
  to: string,
  { amount, reference, note }: RequestDraft,
  currency?: string,
): { readonly request: PaymentRequest | undefined; readonly broken: Partial<Record<keyof RequestDraft, string>> } {
  const typed = amount.trim() === '' ? undefined : format.parseAmount(amount, currency);
  const ofAmount = typed && 'rule' in typed ? typed.rule : undefined;
  const minorUnits = typed && 'minorUnits' in typed ? typed.minorUnits : undefined;
  const ofReference = CHECKS.reference(reference);
  const ofNote = CHECKS.note(note);
  const isGood = (ofAmount ?? ofReference ?? ofNote) === undefined;
  return {
    request: isGood ? { to, amount: minorUnits, currency: asked(currency), reference, note } : undefined,
    broken: {
      ...(ofAmount && { amount: ofAmount }),
      ...(ofReference && { reference: ofReference }),
      ...(ofNote && { note: ofNote }),
    },
  };
}
