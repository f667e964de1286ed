import type { Payment } from './payment.ts';

/** The member of a transfer's metadata that has its key. The transfer of a row is found by it. */
export const KEY_IN_METADATA = 'payment_file_key';

/** A payment with its idempotency key. */
export interface KeyedPayment extends Payment {
  readonly idempotencyKey: string;
}

/**
 * Gives each payment its key: the file's own, or a digest of the run's name, the row's number and the
 * row's content. So the same row of the same run has the same key on every machine, also if everything
 * that was stored about the run is lost.
 * @param run the name of the run: another name pays every row again
 */
export function keyed(run: string, payments: readonly Payment[]): Promise<KeyedPayment[]> {
  return Promise.all(
    payments.map(async (payment) => ({ ...payment, idempotencyKey: payment.key ?? (await keyOf(run, payment)) })),
  );
}

async function keyOf(run: string, { row, from, to, amount, reference = '', note = '' }: Payment): Promise<string> {
  const content = JSON.stringify([run, row, from, to, amount, reference, note]);
  return `file-${(await digestOf(new TextEncoder().encode(content))).slice(0, 40)}`;
}

/** SHA-256 in hexadecimal digits. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The transfer of a payment, for the client. */
export function transferOf({ from, to, amount, reference, note, idempotencyKey }: KeyedPayment) {
  return { from, to, amount, reference, note, idempotencyKey, metadata: { [KEY_IN_METADATA]: idempotencyKey } };
}
