import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { CarefulPayment } from './careful-payer.ts';
import { checkCareful } from './careful-promises.ts';

/** The time of a test, in seconds of one day. */
const at = (seconds: number) => Date.parse('2026-01-01T12:00:00.000Z') + seconds * 1_000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();
const ACCOUNT = { owner: { login: 'careful', password: 'secret', token: 'token' }, walletId: '1', currency: 'XXX' };

/** A payment that is asked for at a second, and has succeeded two later unless it is refused. */
interface Paid extends Pick<CarefulPayment, 'isConfirmed'> {
  readonly asked: number;
  readonly to?: string;
  readonly isKnown?: boolean;
  readonly isRefused?: boolean;
  readonly status?: TransactionDetail['status'];
}

/** The promises that are broken, by their first words. */
function broken(...all: readonly Paid[]): string[] {
  const payments = all.map(
    ({ asked, to = '2', isConfirmed, isKnown = false, isRefused = false }, n): CarefulPayment => {
      const order = {
        kind: 'of a careful user' as const,
        payer: ACCOUNT,
        credits: [{ toId: to, amount: 5n }],
        senders: 1,
      };
      const refusal = { code: 'step_up_required', at: at(asked + 1) };
      const accepted = new Set(isRefused ? [] : [`tx-${n}`]);
      return {
        order: { ...order, key: `order-${n}`, asked: at(asked), accepted, ...(isRefused && { refusal }) },
        isConfirmed,
        isKnown,
      };
    },
  );
  const transfers = all.map(
    ({ asked, to = '2', status = 'SUCCESSFUL' }, n): TransactionDetail => ({
      ...{ wallet_id: '1', TxID: `tx-${n}`, amount: '-5', ammount: '-5', currency: 'XXX', from_id: '1', to_id: to },
      ...{ status, note: NOTES.SUCCESSFUL, initiated_at: iso(asked) },
      timeline: [{ at: iso(asked + 2), decision: status === 'SUCCESSFUL' ? 'COMMIT' : 'ABORT' }],
    }),
  );
  return checkCareful(payments, { transfers: new Map(transfers.map((one) => [one.TxID, one])) })
    .filter((checked) => checked.broken.length > 0)
    .map(({ promise }) => promise.split(' ').slice(0, 4).join(' '));
}

const WITHOUT = 'a session that no';
const AFTER = 'a user with a';
const confirmed = (asked: number, more: Partial<Paid> = {}): Paid => ({ asked, isConfirmed: true, ...more });
const unconfirmed = (asked: number, more: Partial<Paid> = {}): Paid => ({ asked, isConfirmed: false, ...more });

describe('the promises of payments to new payees', () => {
  it.each<[string, readonly Paid[]]>([
    ['a payment after a code, and one without to the same payee', [confirmed(10), unconfirmed(20, { isKnown: true })]],
    ['both at the same time', [confirmed(10), unconfirmed(9)]],
    ['a refused payment to a new payee', [unconfirmed(5, { isRefused: true }), confirmed(10)]],
  ])('hold for %s', (_, all) => {
    expect(broken(...all)).toEqual([]);
  });

  it.each<[string, readonly Paid[], string[]]>([
    ['a session without a code pays a new payee', [unconfirmed(5), confirmed(10)], [WITHOUT]],
    ['it pays another payee than the confirmed one', [confirmed(5, { to: '3' }), unconfirmed(10)], [WITHOUT]],
    [
      'another payment of it has made the payee known',
      [confirmed(5, { to: '3' }), unconfirmed(8), unconfirmed(10)],
      [WITHOUT],
    ],
    ['a known payee asks for a code', [confirmed(5), unconfirmed(10, { isKnown: true, isRefused: true })], [AFTER]],
    ['no payment after a code succeeds', [confirmed(5, { status: 'FAILED' })], [AFTER]],
  ])('are broken if %s', (_, all, expected) => {
    expect(broken(...all)).toEqual(expected);
  });
});
