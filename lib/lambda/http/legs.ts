import { type ErrorCode, MibError } from '../../domain/errors.ts';
import { asError, logger } from '../../observability/logger.ts';
import { putErrorResponse } from '../../observability/metrics.ts';
import { type Response, respond } from './response.ts';

/** A leg of a transaction in a request to a shard. */
interface Leg {
  readonly wallet_id: string;
}

interface LegResult {
  readonly status: string;
  /** Of a rollback: there is no wallet. */
  readonly absent?: true;
}

/**
 * Runs each leg of a request to a shard, side by side. They are independent: an error of one leg is
 * its own result, and the response to a list is 200 whatever the results are. The error of a leg
 * that is not in a list is that of the request.
 * @param run gives a leg its status, and what the response says beside it
 */
export async function respondToLegs<One extends Leg, L extends Leg>(
  body: { readonly transaction_id: string } & (One | { readonly legs: readonly L[] }),
  run: (leg: One | L) => Promise<LegResult>,
): Promise<Response> {
  const { transaction_id } = body;
  if (!('legs' in body)) {
    return respond(200, { transaction_id, wallet_id: body.wallet_id, ...(await run(body)) });
  }
  const legs = body.legs.map(async (leg) => ({ wallet_id: leg.wallet_id, ...(await resultOf(run(leg))) }));
  return respond(200, { transaction_id, legs: await Promise.all(legs) });
}

async function resultOf(result: Promise<LegResult>): Promise<LegResult | { code: ErrorCode; shard?: number }> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof MibError)) {
      logger.error('unexpected failure of a leg', { error: asError(error) });
      return { code: 'internal_error' };
    }
    putErrorResponse(error.code);
    return { code: error.code, ...(error.shard !== undefined && { shard: error.shard }) };
  }
}
