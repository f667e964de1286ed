import { type Caller, payerOf } from '../domain/api-key.ts';
import { isWaiting, USUAL_HOLD_MS } from '../domain/capture.ts';
import { MibError } from '../domain/errors.ts';
import { assertExpiry } from '../domain/expiry.ts';
import { solePayeeOf } from '../domain/legs.ts';
import { canonicalMetadata } from '../domain/metadata.ts';
import { isFinal, type Status, type Transfer } from '../domain/transfer.ts';
import { addLogFields } from '../observability/log-fields.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { Journal, NewTransfer } from '../store/journal/journal.ts';
import { awaitingApproval } from './awaiting-approval.ts';
import { type Counting, countSpending } from './count-spending.ts';
import { earlierOf, idempotently, type Repeatable } from './idempotently.ts';
import { type Looks, payingWallet } from './owned-wallet.ts';
import { type Runs, read, start, waitFor } from './transfer-runs.ts';

/** A request to transfer money, of a user or by a key. */
export interface TransferRequest
  extends Caller,
    Pick<Transfer, 'fromId' | 'amount' | 'credits' | 'reference' | 'payerNote' | 'metadata' | 'manual'> {
  readonly idempotencyKey: string | undefined;
  /** Of a manual transfer, in ms since 1970; in a week by default. */
  readonly expiresAtMs?: number | undefined;
  /** How long the request prefers to wait for the final transfer. */
  readonly waitMs?: number | undefined;
}

/** A transfer that is stored and becomes final. */
export interface AcceptedTransfer {
  readonly txId: string;
  readonly status: Status;
  /** The final transfer, or the authorised one, if the request preferred to wait for it. */
  readonly final?: Transfer;
  /** Whether all of the preferred time has passed without it. */
  readonly timeIsUp?: boolean;
}

/** What accepting a transfer needs. */
export interface AcceptStores extends Runs {
  readonly directory: Looks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly journal: Journal;
  readonly spending: Counting['spending'];
}

/**
 * Accepts a transfer: writes it to the journal, then starts its workflow. From the write on it
 * cannot be lost. A request that prefers to wait gets the final transfer, if it is final in time. A
 * request repeated under its key starts nothing, so it does not wait.
 * @param fresh `now`: ms since 1970; `txId`: the id of a new transfer, a ULID of `now`
 * @returns the transfer's id and its status; of a request repeated under its key, the status that
 *   its transfer has reached
 * @throws MibError wallet_not_found if the payer's wallet is not the user's; key_scope; member_scope;
 *   idempotency_key_reused; spending_limit_exceeded; invalid_input if it expires in the past or too late;
 *   approval_excludes_capture if a payee is to capture what needs an approval
 */
export async function acceptTransfer(
  stores: AcceptStores,
  request: TransferRequest,
  fresh: { now: number; txId: string },
): Promise<AcceptedTransfer> {
  const begun = performance.now();
  const { userId, key, idempotencyKey: _, waitMs, expiresAtMs, ...fields } = request;
  const { fromId } = fields;
  const payer = payerOf({ userId, key }, fromId);
  await assertExpires(stores.idempotencyKeys, request, fresh.now);
  const { wallet, spender, by } = await payingWallet(stores.directory, payer, fromId);
  const { currency } = wallet;
  const waiting = awaitingApproval(wallet, { amount: fields.amount, askedBy: userId }, fresh.now);
  const txId = await idempotently(stores.idempotencyKeys, repeatableOf(request), fresh.txId, fresh.now);
  if (waiting && fields.manual) return captureOfEarlier(stores.journal, fromId, txId);
  if (spender) {
    const spent = { walletId: fromId, txId, amount: fields.amount };
    await countSpending(stores, spender, spent, { now: fresh.now, isNew: txId === fresh.txId });
  }
  const expiresAt = fields.manual ? new Date(expiresAtMs ?? fresh.now + USUAL_HOLD_MS).toISOString() : undefined;
  return runTransfer(
    stores,
    { txId, ...fields, currency, paidBy: by, expiresAt, ...waiting },
    { ...fresh, waitMs, begun },
  );
}

/**
 * Whether nothing new comes of a request: an earlier one with its key was accepted, or was another, for
 * which this one is refused.
 * @param now ms since 1970: that of the acceptance, because a key is forgotten after a day
 */
export async function isRepetition(
  { idempotencyKeys, journal }: Pick<AcceptStores, 'idempotencyKeys' | 'journal'>,
  request: TransferRequest,
  now: number,
): Promise<boolean> {
  const earlier = await earlierOf(idempotencyKeys, repeatableOf(request), now);
  if (!earlier || earlier === 'another') return earlier !== undefined;
  return (await journal.get(request.fromId, earlier.id)) !== undefined;
}

function repeatableOf(request: TransferRequest): Repeatable {
  const { userId, idempotencyKey: key } = request;
  return { userId, key, route: 'do_transaction', fields: askedFor(request) };
}

/**
 * What needs an approval is captured by it, and by nobody else. A request that is repeated under its key
 * may have been accepted before the wallet had its rule.
 * @throws MibError approval_excludes_capture
 */
async function captureOfEarlier(journal: Pick<Journal, 'get'>, fromId: string, txId: string) {
  const standing = await journal.get(fromId, txId);
  if (!standing) throw new MibError('approval_excludes_capture');
  return { txId, status: standing.status };
}

/**
 * A hold ends in the future. A request that is repeated under its key was right when it came first,
 * however late its repetition is.
 */
async function assertExpires(
  keys: IdempotencyKeys,
  { userId, idempotencyKey: key, expiresAtMs }: TransferRequest,
  now: number,
): Promise<void> {
  try {
    assertExpiry(expiresAtMs, now);
  } catch (error) {
    if (key === undefined || !(await keys.find(userId, key, now))) throw error;
  }
}

/**
 * Writes a transfer to the journal under its id, then starts its workflow: the part of an acceptance
 * that follows the checks of the request.
 * @param fresh `txId`: the id of the request, a ULID of `now`; `begun`: when the request came, by
 *   `performance.now()`
 */
export async function runTransfer(
  stores: Pick<AcceptStores, 'journal' | 'workflow' | 'waits'>,
  transfer: NewTransfer,
  { now, txId: requestId, waitMs, begun }: { now: number; txId: string; waitMs: number | undefined; begun: number },
): Promise<AcceptedTransfer> {
  const { txId, fromId } = transfer;
  addLogFields({ tx_id: txId });
  const { created, status } = await stores.journal.create(transfer, now, requestId);
  const run = { fromId, txId };
  if (waitMs === undefined) {
    if (created) await start(stores.workflow, run);
    return { txId, status };
  }
  if (!created && !isFinal(status)) return { txId, status };
  const timeIsUp = created && (await waitFor(stores, run, waitMs - (performance.now() - begun)));
  const seen = await read(stores.journal, fromId, transfer);
  if (!seen || !isEndOfRun(seen)) return { txId, status: seen?.status ?? status, timeIsUp };
  return { txId, status: seen.status, final: seen };
}

/**
 * What a request asks for. A repeated key is compared by it. One payee is the same in both forms of a
 * request. Keys of the version before, which had one form, stay valid.
 */
function askedFor(transfer: TransferRequest): Record<string, string | undefined> {
  const { fromId, amount, credits, reference, payerNote } = transfer;
  const metadata = transfer.metadata && canonicalMetadata(transfer.metadata);
  const to_id = solePayeeOf(transfer);
  const to = to_id === undefined ? credits.map((credit) => `${credit.toId}:${credit.amount}`).join(' ') : undefined;
  const fields = { from_id: fromId, to_id, to, amount: amount.toString(), reference, note: payerNote, metadata };
  if (!transfer.manual) return fields;
  return { ...fields, capture: 'manual', expires_at: transfer.expiresAtMs?.toString() };
}

/** A run of a manual transfer ends with its authorisation, or with its final status. */
function isEndOfRun(transfer: Transfer): boolean {
  return isFinal(transfer.status) || isWaiting(transfer);
}
