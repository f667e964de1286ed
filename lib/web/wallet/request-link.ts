import { RULE_TEXTS } from '../texts/fields.ts';
import { CHECKS } from './field-rules.ts';

/** A request for money: what its link fills into the form of a payment. */
export interface PaymentRequest {
  /** The wallet that receives the money. */
  readonly to: string;
  /** In minor units. Without it the payer chooses. */
  readonly amount?: string | undefined;
  /** That of the wallet. A link of the version before has none. */
  readonly currency?: string | undefined;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
}

/** The parts of a link that are good, and the rule that each other part breaks. */
export interface ReadRequest {
  readonly filled: Partial<Record<keyof PaymentRequest, string>>;
  readonly broken: Partial<Record<keyof PaymentRequest, string>>;
}

const CHECK_OF = {
  to: CHECKS.walletId,
  amount: CHECKS.amount,
  currency: CHECKS.currency,
  reference: CHECKS.reference,
  note: CHECKS.note,
} as const;
const PARTS = ['to', 'amount', 'currency', 'reference', 'note'] as const;

/**
 * The link that opens the form of a payment filled in. It only fills in: the payer still chooses
 * their wallet and confirms.
 * @param origin of this page, such as `https://wallet.example`
 */
export function requestLink(origin: string, request: PaymentRequest): string {
  const link = new URL('/app/pay', origin);
  for (const part of PARTS) {
    const text = request[part];
    if (text !== undefined && text !== '') link.searchParams.set(part, text);
  }
  return link.href;
}

/**
 * What a link asks for. Nothing of a link is followed or run: its parts are texts for the form, each
 * under the rule of its field. Other parameters are ignored, because messengers add their own.
 * @param search the query of the page's address, such as `?to=42&amount=250`
 */
export function readRequest(search: string): ReadRequest {
  const query = new URLSearchParams(search);
  const filled: ReadRequest['filled'] = {};
  const broken: ReadRequest['broken'] = {};
  for (const part of PARTS) {
    const [text = '', ...more] = query.getAll(part);
    if (text === '' && more.length === 0) continue;
    const rule = more.length > 0 ? RULE_TEXTS.twice : CHECK_OF[part](text);
    if (rule === undefined) filled[part] = text;
    else broken[part] = rule;
  }
  return { filled, broken };
}
