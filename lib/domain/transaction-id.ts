import { ULID } from './ulid.ts';

/**
 * The id of a capture at the payee's shard. Each attempt has its own, so that the rollback of one
 * attempt does not keep out the next.
 * @param n the number of the attempt, from 1 on
 */
export function captureId(txId: string, n: number): string {
  return `${txId}-${n}`;
}

const CAPTURE = new RegExp(`^(${ULID})-[1-9]\\d*$`);

/** The id of the transfer that a shard knows by this id. */
export function transferIdOf(transactionId: string): string {
  return CAPTURE.exec(transactionId)?.[1] ?? transactionId;
}
