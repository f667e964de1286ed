import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { storedReserve, storedSettle } from '../domain/leg-results.ts';
import { type ReserveOutcome, reserveOutcome } from '../domain/reserve-outcome.ts';
import { Decision, initiationOf, Status, TxId } from '../domain/transfer.ts';
import { shardOf } from '../domain/wallet-id.ts';
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

const about = (shards: LegShards) => (input: { transaction_id: string; wallet_id: string }) => ({
  tx_id: input.transaction_id,
  shard: shardOf(input.wallet_id, shards.count),
});

/** Holds one side. */
export function reserveOneSide(shards: LegShards): (payload: unknown) => Promise<object> {
  return task({
    name: 'reserve',
    input: ReserveSide,
    about: about(shards),
    run: async (input, now) => {
      const shard = shardOf(input.wallet_id, shards.count);
      const outcome = await hold(shards, input, now);
      const result = storedReserve(input.transaction_id, outcome, { shard, at: Date.now() });
      // The old definition reads the note of a credit that waited.
      return input.debit_held ? { ...result, note: outcome.note } : result;
    },
  });
}

/** Settles one side. */
export function settleOneSide(shards: LegShards): (payload: unknown) => Promise<object> {
  return task({
    name: 'settle',
    input: SettleSide,
    about: about(shards),
    run: async (input, now) => {
      const { transaction_id, wallet_id, decision, deadline, side, outcome } = input;
      const shard = shardOf(wallet_id, shards.count);
      const request = { transaction_id, wallet_id };
      const first =
        decision === 'COMMIT'
          ? await shards.commit(request, now)
          : await shards.rollback({ ...request, deadline: String(deadline) }, now);
      const status = Status.safeParse(outcome).data;
      if (first && side === 'debit' && status) putTransfer(status, Date.now() - initiationOf(transaction_id));
      return storedSettle(transaction_id, { first }, { shard, at: Date.now() });
    },
  });
}

async function hold(shards: LegShards, task: z.output<typeof ReserveSide>, now: number): Promise<ReserveOutcome> {
  const { debit_held, deadline, ...side } = task;
  try {
    const body = { ...side, deadline: String(deadline), ...(debit_held && { debit_held }) };
    return reserveOutcome(await shards.reserve(body, now), !side.amount.startsWith('-'));
  } catch (error) {
    if (!(error instanceof NoRoom || error instanceof ShardBusy)) throw error;
    if (now > deadline) return reserveOutcome('deadline_passed');
    if (error instanceof NoRoom && debit_held === false) return { outcome: 'WAITING', note: '' };
    throw error;
  }
}
