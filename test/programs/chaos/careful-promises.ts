import type { CarefulPayment } from './careful-payer.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import { decidedAt } from './held-legs.ts';

/** Checks the promises of payments to new payees, of a user with a second factor. */
export function checkCareful(
  payments: readonly CarefulPayment[],
  { transfers }: Pick<Evidence, 'transfers'>,
): Checked[] {
  const made = payments.flatMap((payment) =>
    [...payment.order.accepted].flatMap((txId) => {
      const transfer = transfers.get(txId);
      return transfer ? [{ ...payment, transfer }] : [];
    }),
  );
  const confirmed = payments.filter(({ isConfirmed }) => isConfirmed);
  const unconfirmed = made.filter(({ isConfirmed }) => !isConfirmed);
  const refused = payments.filter(({ order }) => order.refusal);
  return [
    {
      promise: 'a session that no code has confirmed pays only whom a confirmed one has paid',
      on: `${unconfirmed.length} payments, ${refused.length} refused`,
      broken: unconfirmed
        .filter(({ order, transfer }) => {
          const until = decidedAt(transfer) ?? Infinity;
          return !confirmed.some(
            (other) => payeeOf(other) === payeeOf({ order }) && (other.order.asked ?? Infinity) < until,
          );
        })
        .map(({ transfer: { TxID, to_id } }) => `${TxID} pays ${to_id}, who is new, by a session without a code`),
    },
    {
      promise: 'a user with a second factor pays a new payee after a code, and is asked for none to pay a known one',
      on: `${made.filter(({ isConfirmed }) => isConfirmed).length} payments, ${payments.filter(({ isKnown }) => isKnown).length} to known payees`,
      broken: [
        ...payments
          .filter(({ order, isKnown }) => isKnown && order.refusal)
          .map((payment) => `${payment.order.key} is refused, and ${payeeOf(payment)} was paid before`),
        ...(made.some(({ isConfirmed, transfer }) => isConfirmed && transfer.status === 'SUCCESSFUL')
          ? []
          : ['no payment of a confirmed session is SUCCESSFUL']),
      ],
    },
  ];
}

function payeeOf({ order }: Pick<CarefulPayment, 'order'>): string | undefined {
  return order.credits[0]?.toId;
}
