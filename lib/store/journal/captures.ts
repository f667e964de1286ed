import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Capture } from '../../domain/capture.ts';
import { endingPartition, FIRST_DUE_MS, unfinishedPartition, waitingPartition } from '../../domain/retry-schedule.ts';
import { type Decision, NOTES, type Status, type Transfer } from '../../domain/transfer.ts';
import { conditionally } from '../documents.ts';
import { SafeNumber } from '../items.ts';
import { Item, type JournalTable, keyOf, readRaw } from './items.ts';

/** A manual transfer as its payer's item has it. */
export interface ManualTransfer {
  readonly transfer: Transfer;
  /** The number of captures that were claimed, released ones among them. */
  readonly attempts: number;
  /** Why it does not happen, as soon as that is decided. */
  readonly reason: string | undefined;
}

/** The result of a write: what it wrote, or the item that failed its condition. */
export interface Written extends ManualTransfer {
  readonly done: boolean;
}

/** How an authorised transfer ends without a capture: `notApproved` of one that needs an approval. */
export type Ending = 'voided' | 'expired' | 'notApproved';

const State = z.object({ captures: z._default(SafeNumber, 0), note: z.optional(z.string()) });

const IS_AUTHORISED = 'attribute_exists(authorised_at) AND attribute_not_exists(decision)';
/** The payee ends it by itself: nobody has to approve it. */
const IS_OF_PAYEE = 'attribute_not_exists(approval_by)';
/** It waits for an approval, which nobody has given or refused. */
const IS_UNDECIDED =
  'attribute_exists(approval_by) AND attribute_not_exists(approved_by) AND attribute_not_exists(rejected_by)';
const IS_ATTEMPT = 'attribute_not_exists(decision) AND #capture.#n = :n';
const CAPTURE = { '#capture': 'capture', '#n': 'n', '#state': 'state' };
const EXPIRED = ' AND expires_at <= :at';
const HOLDING = 'HOLDING' satisfies Capture['state'];
const RELEASING = 'RELEASING' satisfies Capture['state'];

/**
 * The writes on an authorised transfer. Each is one conditional UpdateItem of its payer's item. The
 * rules of docs/protocol.md about captures, voids and expiry are in the conditions here.
 */
export class Captures {
  readonly #journal: JournalTable;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#journal = { documents, table };
  }

  /** A manual transfer by the wallet of its payer, strongly consistent. */
  async get(fromId: string, txId: string): Promise<ManualTransfer | undefined> {
    const item = await readRaw(this.#journal, keyOf({ fromId, txId }));
    return item === undefined ? undefined : manualTransfer(item);
  }

  /**
   * Claims an authorised transfer for a capture, before it expires. The claim is not the decision.
   * @param times ms since 1970; `deadline`: the last time to hold the credit at
   */
  async claim(
    { transfer, attempts }: ManualTransfer,
    amount: bigint,
    { now, deadline }: { now: number; deadline: number },
  ): Promise<Written> {
    const n = attempts + 1;
    const written = await this.#write(transfer, {
      UpdateExpression: `SET #capture = :capture, captures = :n, ${DUE}`,
      ConditionExpression: `${IS_AUTHORISED} AND ${IS_OF_PAYEE} AND attribute_not_exists(#capture) AND expires_at > :at AND amount >= :amount AND ${attempts === 0 ? 'attribute_not_exists(captures)' : 'captures = :before'}`,
      ExpressionAttributeNames: { '#capture': 'capture', ...OPEN },
      ExpressionAttributeValues: {
        ':capture': { n, amount, deadline, state: HOLDING },
        ':n': n,
        ...(attempts > 0 && { ':before': attempts }),
        ':at': new Date(now).toISOString(),
        ':amount': amount,
        ...ending(transfer, now),
      },
    });
    // A write that is repeated because its response was lost finds its own claim.
    const { capture } = written.transfer;
    const isOwn = capture?.n === n && capture.deadline === deadline && capture.amount === amount;
    return { ...written, done: written.done || isOwn };
  }

  /**
   * Approves a payment that waits for it, in the name of the first user who does: with the claim of its
   * whole amount, in the same write.
   * @param times as of `claim`
   */
  async approve(
    { transfer, attempts }: ManualTransfer,
    userId: string,
    { now, deadline }: { now: number; deadline: number },
  ): Promise<Written> {
    const n = attempts + 1;
    const at = new Date(now).toISOString();
    const written = await this.#write(transfer, {
      UpdateExpression: `SET #capture = :capture, captures = :n, approved_by = :user, approved_at = :at, ${DUE}`,
      ConditionExpression: `${IS_AUTHORISED} AND ${IS_UNDECIDED} AND attribute_not_exists(#capture) AND expires_at > :at AND approval_by <> :user`,
      ExpressionAttributeNames: { '#capture': 'capture', ...OPEN },
      ExpressionAttributeValues: {
        ':capture': { n, amount: transfer.amount, deadline, state: HOLDING },
        ':n': n,
        ':user': userId,
        ':at': at,
        ...ending(transfer, now),
      },
    });
    const { approved } = written.transfer.approval ?? {};
    return { ...written, done: written.done || (approved?.by === userId && approved.at === at) };
  }

  /**
   * Claims an approved payment once more, after an attempt that was released. The sweeper's pause stays.
   * @param times as of `claim`
   */
  claimAgain(
    { transfer, attempts }: ManualTransfer,
    { now, deadline }: { now: number; deadline: number },
  ): Promise<Written> {
    const n = attempts + 1;
    return this.#write(transfer, {
      UpdateExpression: 'SET #capture = :capture, captures = :n',
      ConditionExpression: `${IS_AUTHORISED} AND attribute_exists(approved_by) AND attribute_not_exists(#capture) AND expires_at > :at AND captures = :before`,
      ExpressionAttributeNames: { '#capture': 'capture' },
      ExpressionAttributeValues: {
        ':capture': { n, amount: transfer.amount, deadline, state: HOLDING },
        ':n': n,
        ':before': attempts,
        ':at': new Date(now).toISOString(),
      },
    });
  }

  /** Decides that a payment does not happen, in the name of the first user who rejects it. */
  async reject({ transfer }: Pick<ManualTransfer, 'transfer'>, userId: string, now: number): Promise<Written> {
    const at = new Date(now).toISOString();
    const written = await this.#write(transfer, {
      UpdateExpression: `SET decision = :abort, outcome = :failed, note = :note, decided_at = :at, rejected_by = :user, rejected_at = :at, ${DUE}`,
      ConditionExpression: `${IS_AUTHORISED} AND ${IS_UNDECIDED} AND attribute_not_exists(#capture)`,
      ExpressionAttributeNames: { '#capture': 'capture', ...OPEN },
      ExpressionAttributeValues: {
        ':abort': 'ABORT' satisfies Decision,
        ':failed': 'FAILED' satisfies Status,
        ':note': NOTES.rejected,
        ':at': at,
        ':user': userId,
        ...ending(transfer, now),
      },
    });
    const { rejected } = written.transfer.approval ?? {};
    return { ...written, done: written.done || (rejected?.by === userId && rejected.at === at) };
  }

  /**
   * Decides that an authorised transfer does not happen, unless a capture stands: it is voided, or it
   * expires once its time has come.
   */
  async end({ transfer }: Pick<ManualTransfer, 'transfer'>, how: Ending, now: number): Promise<Written> {
    const at = new Date(now).toISOString();
    const isTime = {
      voided: ` AND ${IS_OF_PAYEE}`,
      expired: EXPIRED,
      notApproved: `${EXPIRED} AND attribute_not_exists(approved_by)`,
    }[how];
    const written = await this.#write(transfer, {
      UpdateExpression: `SET decision = :abort, outcome = :failed, note = :note, decided_at = :at, ${DUE}`,
      ConditionExpression: `${IS_AUTHORISED} AND (attribute_not_exists(#capture) OR #capture.#state = :releasing)${isTime}`,
      ExpressionAttributeNames: { '#capture': 'capture', '#state': 'state', ...OPEN },
      ExpressionAttributeValues: {
        ':abort': 'ABORT' satisfies Decision,
        ':failed': 'FAILED' satisfies Status,
        ':note': NOTES[how],
        ':at': at,
        ':releasing': RELEASING,
        ...ending(transfer, now),
      },
    });
    const isOwn = written.reason === NOTES[how] && written.transfer.decidedAt === at;
    return { ...written, done: written.done || isOwn };
  }

  /**
   * Says of an attempt whose credit could not be held that it is rolled back. From then on it cannot
   * commit.
   */
  giveUp(transfer: Transfer, { n }: Capture): Promise<Written> {
    return this.#write(transfer, {
      UpdateExpression: 'SET #capture.#state = :releasing',
      ConditionExpression: `${IS_ATTEMPT} AND #capture.#state IN (:holding, :releasing)`,
      ExpressionAttributeNames: CAPTURE,
      ExpressionAttributeValues: { ':n': n, ':holding': HOLDING, ':releasing': RELEASING },
    });
  }

  /**
   * Takes away the claim of an attempt that is rolled back: it can be captured again. An approved payment
   * does not wait: the sweeper restarts it.
   */
  release(transfer: Transfer, { n }: Capture): Promise<Written> {
    if (transfer.approval) {
      return this.#write(transfer, {
        UpdateExpression: 'REMOVE #capture',
        ConditionExpression: `${IS_ATTEMPT} AND #capture.#state = :releasing`,
        ExpressionAttributeNames: CAPTURE,
        ExpressionAttributeValues: { ':n': n, ':releasing': RELEASING },
      });
    }
    return this.#write(transfer, {
      UpdateExpression: `SET ${DUE} REMOVE #capture`,
      ConditionExpression: `${IS_ATTEMPT} AND #capture.#state = :releasing`,
      ExpressionAttributeNames: { ...CAPTURE, ...OPEN },
      ExpressionAttributeValues: { ':n': n, ':releasing': RELEASING, ...waiting(transfer) },
    });
  }

  /** Makes an authorised transfer due when it expires. Until then it waits, and no run is needed. */
  wait(transfer: Transfer): Promise<Written> {
    return this.#write(transfer, {
      // The event of a payment that waits for an approval is published by this attribute (serverless.yml).
      UpdateExpression: `SET ${DUE}${transfer.approval ? ', awaits = :awaits' : ''}`,
      ConditionExpression: `${IS_AUTHORISED} AND attribute_not_exists(#capture) AND attribute_not_exists(approved_by)`,
      ExpressionAttributeNames: { '#capture': 'capture', ...OPEN },
      ExpressionAttributeValues: { ...waiting(transfer), ...(transfer.approval && { ':awaits': 'approval' }) },
    });
  }

  async #write(transfer: Transfer, write: Partial<UpdateCommandInput>): Promise<Written> {
    const { documents, table } = this.#journal;
    const Key = keyOf(transfer);
    const written = await conditionally(
      documents.send(
        new UpdateCommand({
          TableName: table,
          Key,
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...write,
        }),
      ),
    );
    if ('ok' in written) return { done: true, ...manualTransfer(written.ok.Attributes) };
    return { done: false, ...manualTransfer(written.item ?? (await readRaw(this.#journal, Key))) };
  }
}

function manualTransfer(item: unknown): ManualTransfer {
  const { captures, note } = State.parse(item);
  const transfer = Item.parse(item);
  return { transfer, attempts: captures, reason: transfer.decision === 'ABORT' ? note : undefined };
}

/** Where a transfer is among those that are not final, and when the sweeper starts it. */
const DUE = 'due_at = :due, #open = :open, attempts = :zero';
const OPEN = { '#open': 'open' };

/** It is in flight: a run begins now, and the sweeper starts another if that one is lost. */
function ending({ txId }: Transfer, now: number) {
  return { ':due': now + FIRST_DUE_MS, ':open': endingPartition(unfinishedPartition(txId)), ':zero': 0 };
}

function waiting({ txId, expiresAt = '' }: Transfer) {
  return { ':due': Date.parse(expiresAt), ':open': waitingPartition(unfinishedPartition(txId)), ':zero': 0 };
}
