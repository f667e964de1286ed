import { deadlineFrom } from '../domain/deadline.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import { isFinal, NOTES, type Status, type Transfer, TxId } from '../domain/transfer.ts';
import { addLogFields } from '../observability/log-fields.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { Captures, ManualTransfer } from '../store/journal/captures.ts';
import type { Journal } from '../store/journal/journal.ts';
import { idempotently } from './idempotently.ts';
import { type Looks, ownWallet } from './owned-wallet.ts';
import { type Runs, read, start, waitFor } from './transfer-runs.ts';

/** A request of a payee about a transfer that it may capture. */
export interface PayeesRequest {
  readonly userId: string;
  readonly walletId: string;
  readonly txId: string;
  readonly idempotencyKey: string | undefined;
  /** How long the request prefers to wait for the final transfer. */
  readonly waitMs?: number | undefined;
}

/** What the transfer has come to. */
export interface EndedTransfer {
  readonly status: Status;
  /** The final transfer as its payee has it, if the request preferred to wait for it. */
  readonly final?: Transfer;
  /** Whether all of the preferred time has passed without it. */
  readonly timeIsUp?: boolean;
}

/** Why a transfer can be neither captured nor voided. */
type HoldError = 'not_authorised' | 'already_captured' | 'already_voided' | 'hold_expired' | 'capture_in_progress';

interface Stores extends Runs {
  readonly directory: Looks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly journal: Pick<Journal, 'asOf' | 'find'>;
  readonly captures: Captures;
}

/** Writes that meet another's change are tried again, with what is stored then. */
const MAX_TRIES = 3;

/**
 * Captures an authorised transfer, all of it or a part. A repeated request with the same amount changes
 * nothing.
 * @throws MibError wallet_not_found, transaction_not_found, invalid_input if it is more than is
 *   authorised, not_authorised, already_captured, already_voided, hold_expired, idempotency_key_reused
 */
export async function captureTransfer(
  stores: Stores,
  request: PayeesRequest & { readonly amount: bigint | undefined },
  now: number,
): Promise<EndedTransfer> {
  const begun = performance.now();
  const fields = { amount: request.amount?.toString() };
  let found = await manualTransfer(stores, request, { route: 'capture', fields }, now);
  const amount = request.amount ?? found.transfer.amount;
  if (amount > found.transfer.amount)
    throw invalidInput([{ field: 'amount', message: `must be at most ${found.transfer.amount}, which is authorised` }]);
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const standing = captureOf(found, amount, now);
    if (standing === 'so already') return endOf(stores, request, found, begun, false);
    if (standing !== undefined) throw new MibError(standing);
    const claimed = await stores.captures.claim(found, amount, { now, deadline: deadlineFrom(now) });
    if (claimed.done) return endOf(stores, request, claimed, begun, true);
    found = claimed;
  }
  throw new MibError('already_captured');
}

/**
 * Voids an authorised transfer. A repeated request changes nothing.
 * @throws MibError wallet_not_found, transaction_not_found, not_authorised, already_captured,
 *   hold_expired, capture_in_progress, idempotency_key_reused
 */
export async function voidTransfer(stores: Stores, request: PayeesRequest, now: number): Promise<EndedTransfer> {
  const begun = performance.now();
  let found = await manualTransfer(stores, request, { route: 'void', fields: {} }, now);
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const standing = voidOf(found);
    if (standing === 'so already') return endOf(stores, request, found, begun, false);
    if (standing !== undefined) throw new MibError(standing);
    const ended = await stores.captures.end(found, 'voided', now);
    if (ended.done) return endOf(stores, request, ended, begun, true);
    found = ended;
  }
  throw new MibError('capture_in_progress');
}

/**
 * The transfer as its payer has it. The payee has a row of it from its authorisation on, and the payer
 * may neither capture nor void it.
 */
async function manualTransfer(
  { directory, journal, captures, idempotencyKeys }: Stores,
  { userId, walletId, txId, idempotencyKey: key }: PayeesRequest,
  { route, fields }: { route: string; fields: Record<string, string | undefined> },
  now: number,
): Promise<ManualTransfer> {
  const wallet = await ownWallet(directory, userId, walletId);
  const own = TxId.safeParse(txId).success ? await journal.find(wallet, txId) : undefined;
  if (!own) throw new MibError('transaction_not_found');
  addLogFields({ tx_id: txId });
  await idempotently(idempotencyKeys, { userId, key, route, fields: { walletId, txId, ...fields } }, txId, now);
  if (!own.manual || own.fromId === walletId) throw new MibError('not_authorised');
  const found = await captures.get(own.fromId, txId);
  if (!found) throw new Error(`transfer ${txId} has a row and no item`);
  if (found.transfer.approval) throw new MibError('not_authorised');
  return found;
}

/** What a capture of the amount meets: nothing in its way, the same capture, or an error. */
function captureOf(
  { transfer, reason }: ManualTransfer,
  amount: bigint,
  now: number,
): Exclude<HoldError, 'capture_in_progress'> | 'so already' | undefined {
  const { capture, decision } = transfer;
  if (decision === 'ABORT' && reason === NOTES.voided) return 'already_voided';
  if (decision === 'ABORT' && reason === NOTES.expired) return 'hold_expired';
  if (capture) return capture.amount === amount ? 'so already' : 'already_captured';
  if (decision !== undefined || transfer.authorisedAt === undefined) return 'not_authorised';
  return Date.parse(transfer.expiresAt ?? '') <= now ? 'hold_expired' : undefined;
}

function voidOf({ transfer, reason }: ManualTransfer): Exclude<HoldError, 'already_voided'> | 'so already' | undefined {
  const { capture, decision } = transfer;
  if (decision === 'COMMIT') return 'already_captured';
  if (decision === 'ABORT' && reason === NOTES.voided) return 'so already';
  if (decision === 'ABORT' && reason === NOTES.expired) return 'hold_expired';
  if (decision !== undefined || transfer.authorisedAt === undefined) return 'not_authorised';
  return capture?.state === 'HOLDING' ? 'capture_in_progress' : undefined;
}

/** Runs the transfer to its end if this request has changed it, and says what it has come to. */
export async function endOf(
  stores: Runs & { readonly journal: Pick<Journal, 'asOf'> },
  { walletId, txId, waitMs }: Pick<PayeesRequest, 'walletId' | 'txId' | 'waitMs'>,
  { transfer }: Pick<ManualTransfer, 'transfer'>,
  begun: number,
  isChanged: boolean,
): Promise<EndedTransfer> {
  const run = { fromId: transfer.fromId, txId };
  if (waitMs === undefined) {
    if (isChanged) await start(stores.workflow, run);
    return { status: transfer.status };
  }
  if (!isChanged && !isFinal(transfer.status)) return { status: transfer.status };
  const timeIsUp = isChanged && (await waitFor(stores, run, waitMs - (performance.now() - begun)));
  const seen = await read(stores.journal, walletId, transfer);
  if (!seen || !isFinal(seen.status)) return { status: seen?.status ?? transfer.status, timeIsUp };
  return { status: seen.status, final: seen };
}
