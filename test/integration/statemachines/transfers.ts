import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { RESERVE_WINDOW_MS } from '../../../lib/domain/deadline.ts';
import type { Credit } from '../../../lib/domain/legs.ts';
import type { PaymentApproval } from '../../../lib/domain/payment-approval.ts';
import { allHolds, balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import type { WorkflowWorld } from './workflow-world.ts';

/** A transfer of a test. By default the payer has 100, the payee has 7, and the amount is 40. Of a split, `toId` is the first payee. */
export interface GivenTransfer {
  readonly txId: string;
  readonly fromId: string;
  readonly toId: string;
}

/** The balance and holds of a wallet, if its shard has it. */
export type Purse = { available: bigint; reserved: bigint; holds: number } | 'not there';

/** The state of a transfer and of its two wallets. */
export interface Standing {
  readonly status: string;
  readonly decision: string | undefined;
  /** The reason that is stored for an abort. */
  readonly note: string | undefined;
  readonly open: boolean;
  /** Whether the payee has a row of its own. */
  readonly incoming: boolean;
  /** In its stored form. */
  readonly deadline: unknown;
  /** The times that are set, in the order of a transfer's life. */
  readonly times: Readonly<Record<string, string>>;
  readonly payer: Purse;
  readonly payee: Purse;
}

const Stored = z.object({
  status: z.string(),
  decision: z.string().optional(),
  note: z.string().optional(),
  open: z.string().optional(),
  due_at: z.bigint().optional(),
  deadline: z.union([z.string(), z.bigint()]).optional(),
  initiated_at: z.string().optional(),
  processing_at: z.string().optional(),
  decided_at: z.string().optional(),
  finished_at: z.string().optional(),
});

/** The balances after a transfer of 40 from 100 to 7, and without it. */
export const MOVED = {
  payer: { available: 60n, reserved: 0n, holds: 0 },
  payee: { available: 47n, reserved: 0n, holds: 0 },
} as const;
export const NOT_MOVED = {
  payer: { available: 100n, reserved: 0n, holds: 0 },
  payee: { available: 7n, reserved: 0n, holds: 0 },
} as const;
export const SUCCESSFUL = {
  status: 'SUCCESSFUL',
  decision: 'COMMIT',
  note: undefined,
  open: false,
  incoming: true,
} as const;

/** An aborted transfer, with its reason as the note. */
export function aborted(status: 'INVALID' | 'FAILED', note: string) {
  return { status, decision: 'ABORT', note, open: false, incoming: false } as const;
}

let lastWallet = 1000;

/** A wallet id that no other test of this file has, on the shard of this number. */
export function newWalletId(shard: 0 | 1): string {
  lastWallet += 2;
  return String(lastWallet + shard);
}

/** Creates a wallet with money from no transfer. */
export async function openWallet(world: WorkflowWorld, shard: 0 | 1, money: bigint): Promise<string> {
  const walletId = newWalletId(shard);
  await world.shards[shard].createWallet(walletId);
  await world.tables.documents.send(
    new UpdateCommand({
      TableName: world.tables.shardWallets[shard],
      Key: { wallet_id: walletId },
      UpdateExpression: 'SET spendable = :money',
      ExpressionAttributeValues: { ':money': money },
    }),
  );
  return walletId;
}

/** A PENDING transfer as do_transaction leaves it, by default between two new wallets. */
export async function givenTransfer(
  world: WorkflowWorld,
  given: {
    fromId?: string;
    toId?: string;
    amount?: bigint;
    /** In place of one payee. */
    credits?: readonly Credit[];
    now?: number;
    texts?: { reference: string };
    /** The payment that it refunds. */
    refundOf?: string;
    /** It is captured later, until this time (ms since 1970). */
    expiresAt?: number;
    /** Then it waits for a second person. */
    approval?: PaymentApproval;
  } = {},
): Promise<GivenTransfer> {
  const { amount = 40n, now = Date.now(), texts, refundOf } = given;
  const txId = ulid(now);
  const fromId = given.fromId ?? (await openWallet(world, 0, 100n));
  const toId = given.credits?.[0]?.toId ?? given.toId ?? (await openWallet(world, 1, 7n));
  const credits = given.credits ?? [{ toId, amount }];
  const { expiresAt } = given;
  const manual = expiresAt !== undefined && { manual: true, expiresAt: new Date(expiresAt).toISOString() };
  const { approval } = given;
  await world.journal.create({ txId, fromId, amount, credits, ...texts, refundOf, ...manual, approval }, now);
  return { txId, fromId, toId };
}

/** The input that TransferWorkflow starts a run with. */
export function input({ fromId, txId }: GivenTransfer) {
  return { from_id: fromId, tx_id: txId };
}

/** Leaves the transfer as a run does that began 15 s before `deadline` (ms since 1970) and died. */
export async function begun(world: WorkflowWorld, transfer: GivenTransfer, deadline: number): Promise<void> {
  const begunAt = new Date(deadline - RESERVE_WINDOW_MS).toISOString();
  await store(world, transfer, { status: 'PROCESSING', processing_at: begunAt, deadline: `${begunAt}/PT15S` });
}

export async function standing(world: WorkflowWorld, { txId, fromId, toId }: GivenTransfer): Promise<Standing> {
  const stored = Stored.parse(await item(world, { fromId, txId }));
  const { initiated_at, processing_at, decided_at, finished_at } = stored;
  return {
    status: stored.status,
    decision: stored.decision,
    note: stored.note,
    open: stored.open !== undefined || stored.due_at !== undefined,
    incoming: (await item(world, { fromId: toId, txId })) !== undefined,
    deadline: stored.deadline,
    times: z
      .record(z.string(), z.string())
      .parse(JSON.parse(JSON.stringify({ initiated_at, processing_at, decided_at, finished_at }))),
    payer: await purse(world, fromId),
    payee: await purse(world, toId),
  };
}

/** What the journal has under a wallet: the payer's item, or a payee's row. */
export async function item(world: WorkflowWorld, { fromId, txId }: Pick<GivenTransfer, 'fromId' | 'txId'>) {
  const Key = { from_id: fromId, tx_id: txId };
  const { Item } = await world.tables.documents.send(
    new GetCommand({ TableName: world.tables.journal, Key, ConsistentRead: true }),
  );
  return Item;
}

export async function purse(world: WorkflowWorld, walletId: string): Promise<Purse> {
  const wallet = await world.shards[shardOf(walletId, 2) === 0 ? 0 : 1].get(walletId);
  if (!wallet) return 'not there';
  const { available, reserved } = balanceOf(wallet);
  return { available, reserved, holds: allHolds(wallet).length };
}

/** Writes into the journal's item directly, as another run would, or as no program should. */
export async function store(
  world: WorkflowWorld,
  { txId, fromId }: GivenTransfer,
  values: Record<string, string | number>,
): Promise<void> {
  const names = Object.keys(values);
  await world.tables.documents.send(
    new UpdateCommand({
      TableName: world.tables.journal,
      Key: { from_id: fromId, tx_id: txId },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
    }),
  );
}
