import * as z from 'zod/mini';
import { type FinalError, isFinal, STATUS } from '../api/errors.ts';
import type { ShardRoute } from '../api/route.ts';
import { type ErrorCode, isErrorCode } from '../domain/errors.ts';
import type { JsonResponse } from './send.ts';
import { NoRoom, ShardBusy, ShardUnavailable, WalletElsewhere } from './shard-errors.ts';

/** With these statuses a shard, or the gateway in front of it, says that it has too much to do. */
const BUSY: ReadonlySet<number> = new Set([STATUS.too_many_requests, STATUS.unavailable]);

/** The wallet has no place for another hold. */
const FULL = 'too_many_open_transactions' satisfies ErrorCode;

/**
 * The outcome of a call: the JSON of a success, a final error that the route declares, or one that
 * it does not declare.
 */
export type Outcome<E extends ErrorCode> =
  | { readonly json: unknown; readonly error?: never }
  | { readonly error: FinalError<E> | 'undeclared_error' };

/** With these a shard names the one that has the wallet, or will. */
const ELSEWHERE: ReadonlySet<string> = new Set(['wallet_moving', 'wallet_moved'] satisfies ErrorCode[]);

/** What the meaning of a response depends on. */
type Declared<E extends ErrorCode> = Pick<ShardRoute, 'operationId'> & { readonly errors: readonly E[] };

const Problem = z.object({ code: z.string(), shard: z.catch(z.optional(z.int().check(z.nonnegative())), undefined) });
/** The error of a request, or of one of its legs. */
type Problem = z.infer<typeof Problem>;

/**
 * What a response means, by the code that it has. A code that the route does not declare is a newer
 * shard's: it is as final as the declared errors with the same status.
 * @param shard the number of the shard, for the messages of errors
 * @throws NoRoom
 * @throws ShardUnavailable, of which ShardBusy, after an error that may pass
 * @throws WalletElsewhere if the response names the shard to ask
 */
export function outcomeOf<E extends ErrorCode>(
  route: Declared<E>,
  { status, json }: JsonResponse,
  shard: number,
): Outcome<E> {
  if (status === 200) return { json };
  return { error: finalErrorOf(route, status, Problem.safeParse(json).data, `shard ${shard}: `) };
}

/**
 * What the error code of one leg means. A leg has no status of its own: a code that this version
 * does not know is final, because the errors that may pass are those of every version.
 * @throws NoRoom
 * @throws ShardUnavailable, of which ShardBusy, after an error that may pass
 * @throws WalletElsewhere if it names the shard to ask
 */
export function legErrorOf<E extends ErrorCode>(
  route: Declared<E>,
  problem: Problem,
): FinalError<E> | 'undeclared_error' {
  return isErrorCode(problem.code) ? finalErrorOf(route, STATUS[problem.code], problem) : 'undeclared_error';
}

function finalErrorOf<E extends ErrorCode>(
  { operationId, errors }: Declared<E>,
  status: number,
  { code, shard }: Partial<Problem> = {},
  asked = '',
): FinalError<E> | 'undeclared_error' {
  const final = errors.filter(isFinal);
  const declared = final.find((error) => error === code);
  if (declared !== undefined) return declared;
  const message = `${asked}${operationId} ended with ${status} ${code ?? 'and no code'}`;
  if (code !== undefined && shard !== undefined && ELSEWHERE.has(code)) throw new WalletElsewhere(message, shard);
  if (code === FULL) throw new NoRoom(message);
  if (BUSY.has(status)) throw new ShardBusy(message);
  // Others with its status are final.
  if (code !== undefined && isErrorCode(code) && !isFinal(code)) throw new ShardUnavailable(message);
  if (code !== undefined && final.some((error) => STATUS[error] === status)) return 'undeclared_error';
  throw new ShardUnavailable(message);
}

const Absent = z.object({ absent: z.literal(true) });

/** Whether the shard has no such wallet. A rollback needs none, and says so in its success. */
export function isAbsent({ error, json }: { readonly error?: string; readonly json?: unknown }): boolean {
  return error === ('no_such_wallet' satisfies ErrorCode) || Absent.safeParse(json).success;
}

/**
 * The JSON of a success.
 * @throws ShardUnavailable after an error
 */
export function successOf({ operationId }: Pick<ShardRoute, 'operationId'>, outcome: Outcome<ErrorCode>): unknown {
  if (outcome.error !== undefined) throw new ShardUnavailable(`${operationId} ended with ${outcome.error}`);
  return outcome.json;
}

/**
 * The body of a success, by the schema of the route. Fields that it does not have are a newer
 * shard's.
 * @throws ShardUnavailable
 */
export function bodyOf<B extends z.ZodMiniType>(
  { operationId, responses }: { readonly operationId: string; readonly responses: { 200: { readonly body: B } } },
  json: unknown,
): z.output<B> {
  const { success, data, error } = responses[200].body.safeParse(json);
  if (!success) throw new ShardUnavailable(`the response to ${operationId} makes no sense`, { cause: error });
  return data;
}
