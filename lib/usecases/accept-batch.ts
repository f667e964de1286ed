import { ERRORS, type ErrorCode, type FieldProblem, MibError } from '../domain/errors.ts';
import type { Status } from '../domain/transfer.ts';
import { withLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import { putErrorResponse } from '../observability/metrics.ts';
import { type AcceptStores, acceptTransfer, type TransferRequest } from './accept-transfer.ts';
import { eachOnce } from './each-once.ts';
import { sideBySide } from './side-by-side.ts';

/** Transfers that are accepted at the same time. An SDK client has 50 connections. */
const WIDTH = 20;
/** A transfer that has not begun by then, in ms after the batch, is not begun. */
const TIME_TO_BEGIN_MS = 15_000;

/** A transfer of a batch. */
export interface KeyedRequest extends Omit<TransferRequest, 'waitMs'> {
  readonly idempotencyKey: string;
}

/** What became of one transfer of a batch. */
export type BatchResult =
  | { readonly idempotencyKey: string; readonly txId: string; readonly status: Status }
  | { readonly idempotencyKey: string; readonly error: TransferError };

/** Why a transfer of a batch was not accepted. */
interface TransferError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The fields that break a rule. */
  readonly errors?: FieldProblem[];
}

/**
 * Accepts transfers side by side, each by itself: an error of one is its own result. The directory is
 * read once for each payer.
 * @param fresh `now`: ms since 1970; `newTxId`: the id of the next new transfer, above the one before
 * @returns a result for each request, in their order
 */
export async function acceptBatch(
  stores: AcceptStores,
  requests: readonly KeyedRequest[],
  fresh: { now: number; newTxId: () => string },
): Promise<BatchResult[]> {
  const begun = performance.now();
  const shared = { ...stores, directory: eachOnce(stores.directory) };
  // Ids in the order of the batch: lists of transfers have it, too.
  const numbered = requests.map((request) => ({ request, txId: fresh.newTxId() }));
  const results = new Map<string, BatchResult>();
  await sideBySide(WIDTH, numbered, async ({ request, txId }) => {
    const { idempotencyKey } = request;
    const isLate = performance.now() - begun > TIME_TO_BEGIN_MS;
    const result = isLate ? errorOf(new MibError('unavailable')) : await resultOf(shared, request, fresh.now, txId);
    results.set(idempotencyKey, { idempotencyKey, ...result });
  });
  return requests.flatMap(({ idempotencyKey }) => results.get(idempotencyKey) ?? []);
}

/** Each transfer has log lines of its own. */
function resultOf(stores: AcceptStores, request: KeyedRequest, now: number, txId: string) {
  return withLogFields(async () => {
    try {
      const accepted = await acceptTransfer(stores, request, { now, txId });
      return { txId: accepted.txId, status: accepted.status };
    } catch (error) {
      return errorOf(error);
    }
  });
}

function errorOf(error: unknown): { error: TransferError } {
  if (error instanceof MibError) {
    putErrorResponse(error.code);
    const { code, message, problems } = error;
    return { error: { code, message, ...(problems && { errors: [...problems] }) } };
  }
  logger.error('unexpected failure of a transfer of a batch', { error: asError(error) });
  return { error: { code: 'internal_error', message: ERRORS.internal_error } };
}
