import * as z from 'zod';
import { changeControls, closeWallet } from '../../../lib/api/shard-controls.ts';
import { SignedAmount } from '../../../lib/domain/amount.ts';
import { inCurrency } from '../../../lib/domain/currency.ts';
import { Deadline } from '../../../lib/domain/deadline.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { itemIdOf } from '../../../lib/domain/stripes.ts';
import { problem } from '../../../lib/lambda/http/problem.ts';
import { type Response, respond } from '../../../lib/lambda/http/response.ts';
import { shardControlsView } from '../../../lib/lambda/http/shard-controls-view.ts';
import type { ShardControls } from '../../../lib/store/shard-controls.ts';
import type { ShardWallets } from '../../../lib/store/shard-wallets.ts';

const Leg = z.object({
  wallet_id: z.string(),
  stripe: z.optional(z.number()),
  fence: z.optional(z.literal(false)),
  amount: z.optional(SignedAmount),
  held: z.optional(SignedAmount),
  debit_held: z.optional(z.boolean()),
  authorisation: z.optional(z.boolean()),
  approval: z.optional(z.boolean()),
});
const OfAll = { transaction_id: z.string(), currency: z.optional(z.string()), deadline: z._default(Deadline, 0) };
const Body = z.union([z.object({ ...OfAll, legs: z.array(Leg) }), z.object({ ...OfAll, ...Leg.shape })]);
type Leg = z.infer<typeof Leg>;

interface LegResult {
  readonly status: string;
  /** Of a rollback: there is no wallet. */
  readonly absent?: true;
}

/**
 * One shard's API with the real rules, but without tokens. Signing is real work on other threads,
 * so that its order would not be determined by the schedule.
 * @param now the reading of the clock of the function that handles this request
 */
export async function handleAtShard(
  { wallets, controls }: { wallets: ShardWallets; controls: ShardControls },
  path: string,
  body: unknown,
  now: number,
): Promise<Response> {
  if (path.includes('/controls') || path === '/api/closewallet') return handleControls(controls, path, body, now);
  const parsed = Body.parse(body);
  const { transaction_id: transactionId, deadline } = parsed;
  const money = inCurrency(parsed.currency);
  const run = async ({ wallet_id, stripe, ...leg }: Leg): Promise<LegResult> => {
    const { amount, held, debit_held: debitHeld, authorisation, approval, fence } = leg;
    const walletId = itemIdOf({ walletId: wallet_id, stripe });
    switch (path) {
      case '/api/reserve':
        await wallets.reserve(
          { transactionId, walletId, amount: amount ?? 0n, deadline, debitHeld, authorisation, approval, ...money },
          now,
        );
        return { status: 'held' };
      case '/api/commit':
        await wallets.commit({ walletId, transactionId, amount, held }, now);
        return { status: 'committed' };
      case '/api/rollback':
        return rolledBack(await wallets.rollback(walletId, transactionId, deadline, now, { fence }));
      default:
        throw new Error(`no route ${path}`);
    }
  };
  try {
    if (!('legs' in parsed)) return respond(200, await run(parsed));
    const legs = parsed.legs.map(async (leg) => ({ wallet_id: leg.wallet_id, ...(await resultOf(run(leg))) }));
    return respond(200, { legs: await Promise.all(legs) });
  } catch (error) {
    return problem(error);
  }
}

async function handleControls(controls: ShardControls, path: string, body: unknown, now: number): Promise<Response> {
  const change = async () => {
    if (path === '/api/controls') {
      const { wallet_id, by, version, ...named } = changeControls.input.shape.body.parse(body);
      const { minimum_balance: minimum, max_payment: maxPayment, max_per_day: maxPerDay, ...rest } = named;
      const { approval_above: approvalAbove, ...more } = rest;
      return controls.change(
        wallet_id,
        { by, version, change: { ...more, minimum, maxPayment, maxPerDay, approvalAbove } },
        now,
      );
    }
    if (path === '/api/closewallet') {
      const { wallet_id, by, version } = closeWallet.input.shape.body.parse(body);
      return controls.close(wallet_id, { by, version }, now);
    }
    return controls.get(path.split('/').at(-1) ?? '');
  };
  try {
    return respond(200, shardControlsView(await change(), now));
  } catch (error) {
    return problem(error);
  }
}

/** What a rollback says: also that there was no wallet. */
function rolledBack({ applied, absent }: Awaited<ReturnType<ShardWallets['rollback']>>): LegResult {
  return { status: applied === 'now' ? 'rolled back' : 'already applied', ...(absent && { absent }) };
}

async function resultOf(result: Promise<LegResult>): Promise<LegResult | { code: string; shard?: number }> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof MibError)
      return { code: error.code, ...(error.shard !== undefined && { shard: error.shard }) };
    throw error;
  }
}
