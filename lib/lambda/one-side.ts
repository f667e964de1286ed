import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { storedReserve, storedSettle } from '../domain/leg-results.ts';
import { type ReserveOutcome, reserveOutcome } from '../domain/reserve-outcome.ts';
import { Decision, initiationOf, Status, TxId } from '../domain/transfer.ts';
import { putTransfer } from '../observability/metrics.ts';
import type { LegShards } from '../remote/leg-shards.ts';
import { NoRoom, ShardBusy } from '../remote/shard-errors.ts';
import { task } from './task.ts';

// The tasks for one side of a transfer, as the state machine of the version before calls them. Its
// runs go on for 120 s after a deployment. The version after this one does not need this file. A
// transfer that such a run commits has no row of its payee: `npm run operator -- migrate` writes it.

const Side = { transaction_id: TxId, wallet_id: z.string(), deadline: TransferDeadline };
const ReserveSide = z.object({ ...Side, amount: z.string(), debit_held: z.optional(z.boolean()) });
const SettleSide = z.object({
  ...Side,
  decision: Decision,
  side: z.optional(z.string()),
  outcome: z.optional(z.string()),
});

/** Whether the payload of a task is about one side of a transfer. */
export function isOneSide(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'wallet_id' in payload;
}

const about = ({ transaction_id }: { transaction_id: string }) => ({ tx_id: transaction_id });

/** Holds one side. */
export function reserveOneSide(shards: LegShards): (payload: unknown) => Promise<object> {
  return task({
    name: 'reserve',
    input: ReserveSide,
    about,
    run: async (input, now, isAbout) => {
      const { transaction_id, wallet_id, deadline, debit_held } = input;
      const amount = BigInt(input.amount);
      const side = { walletId: wallet_id, amount, debitHeld: debit_held };
      const leg = only(await shards.reserveLegs({ transactionId: transaction_id, deadline, legs: [side] }, Date.now));
      isAbout(leg.shard);
      const outcome = leg.error
        ? afterError(leg.error, { isLate: now > deadline, waits: debit_held === false })
        : reserveOutcome(leg.result, amount > 0n);
      const result = storedReserve(transaction_id, outcome, leg);
      // The old definition reads the note of a credit that waited.
      return debit_held ? { ...result, note: outcome.note } : result;
    },
  });
}

/** Settles one side. */
export function settleOneSide(shards: LegShards): (payload: unknown) => Promise<object> {
  return task({
    name: 'settle',
    input: SettleSide,
    about,
    run: async ({ transaction_id, wallet_id, decision, deadline, side, outcome }, _now, isAbout) => {
      const request = { transactionId: transaction_id, deadline, legs: [{ walletId: wallet_id }] };
      const leg = only(
        decision === 'COMMIT'
          ? await shards.commitLegs(request, Date.now)
          : await shards.rollbackLegs(request, Date.now),
      );
      isAbout(leg.shard);
      if (leg.error) throw leg.error;
      const status = Status.safeParse(outcome).data;
      if (leg.result.first && side === 'debit' && status)
        putTransfer(status, Date.now() - initiationOf(transaction_id));
      return storedSettle(transaction_id, leg.result, leg);
    },
  });
}

function only<L>([leg]: readonly L[]): L {
  if (leg === undefined) throw new Error('a leg has no response');
  return leg;
}

/** @throws the error, for the state machine to retry */
function afterError(error: Error, { isLate, waits }: { isLate: boolean; waits: boolean }): ReserveOutcome {
  if (!(error instanceof NoRoom || error instanceof ShardBusy)) throw error;
  if (isLate) return reserveOutcome('deadline_passed');
  if (error instanceof NoRoom && waits) return { outcome: 'WAITING', note: '' };
  throw error;
}
