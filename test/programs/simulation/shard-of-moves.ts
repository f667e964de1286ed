import { balance, createWallet, wallets as walletsRoute } from '../../../lib/api/shard.ts';
import * as routes from '../../../lib/api/shard-moves.ts';
import { openStatement, statement } from '../../../lib/api/shard-statement.ts';
import { stripeWallet } from '../../../lib/api/shard-stripes.ts';
import { entryOf, entryView } from '../../../lib/api/statement-entry.ts';
import { inCurrency } from '../../../lib/domain/currency.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { withVector } from '../../../lib/domain/striped-statement.ts';
import { problem } from '../../../lib/lambda/http/problem.ts';
import { type Response, respond } from '../../../lib/lambda/http/response.ts';
import { assertCreatedHere } from '../../../lib/lambda/http/shard-membership.ts';
import { walletPlaceView } from '../../../lib/lambda/http/wallet-place-view.ts';
import type { ShardMoves } from '../../../lib/store/shard-moves.ts';
import type { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import type { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import type { Statements } from '../../../lib/store/statements.ts';
import type { WalletHeads } from '../../../lib/store/wallet-head.ts';

/** The stores of a shard for those who move, create and read its wallets. */
export interface MovingShard {
  readonly number: number;
  readonly wallets: ShardWallets;
  readonly stripes: ShardStripes;
  readonly moves: ShardMoves;
  readonly statements: Statements;
  readonly heads: WalletHeads;
}

interface Sent {
  readonly walletId: string;
  readonly query: Record<string, string>;
  readonly body: object;
  /** Reads the clock of the function that handles this request. */
  readonly clock: () => number;
}

type Handle = (shard: MovingShard, sent: Sent) => Promise<object>;

const HANDLERS: Readonly<Record<string, Handle>> = {
  createwallet: async ({ wallets, number }, { body }) => {
    const { wallet_id, claimed_shard: claimed, currency } = createWallet.input.shape.body.parse(body);
    assertCreatedHere({ walletId: wallet_id, claimed }, { SHARD_NUMBER: number, SHARD_COUNT: 1 });
    await wallets.createWallet(wallet_id, 0n, inCurrency(currency));
    return { wallet_id };
  },
  openstatement: async ({ wallets }, { body, clock }) => {
    const { wallet_id } = openStatement.input.shape.body.parse(body);
    const opened = await wallets.openStatement(wallet_id, clock());
    return { wallet_id, status: opened ? 'opened' : 'already open' };
  },
  stripewallet: async ({ stripes }, { body }) => {
    const { wallet_id, ...asked } = stripeWallet.input.shape.body.parse(body);
    const { stripes: count = 0 } = await stripes.make(wallet_id, asked.stripes);
    return { wallet_id, stripes: count };
  },
  balance: async ({ wallets }, { walletId }) => {
    balance.input.shape.path.parse({ wallet_id: walletId });
    const wallet = await wallets.get(walletId);
    if (!wallet) throw new MibError('no_such_wallet');
    const money = Object.entries(balanceOf(wallet)).map(([name, amount]) => [name, String(amount)]);
    return { wallet_id: walletId, ...inCurrency(wallet.currency), ...Object.fromEntries(money) };
  },
  wallets: async ({ wallets }, { query }) => {
    const { cursor, limit } = walletsRoute.input.shape.query.parse(query);
    const page = await wallets.page({ after: cursor, limit });
    return {
      wallets: page.wallets.map(({ walletId, op, moving, creditLimit }) => ({
        ...{ wallet_id: walletId, balance: '0', credit_limit: String(creditLimit), holds: [] },
        ...(op !== undefined && { op }),
        ...(moving && { moving }),
      })),
      moved: page.moved.map(({ walletId, op, to }) => ({ wallet_id: walletId, op, to })),
      ...(page.next !== undefined && { next_cursor: page.next }),
    };
  },
  statement: async ({ heads, statements }, { walletId, query }) => {
    const { at: _, ...page } = statement.input.shape.query.parse(query);
    return pageView(await statements.pageUpTo(walletId, page, heads.get(walletId)));
  },
  entries: async ({ statements }, { walletId, query }) => {
    const asked = routes.entries.input.shape.query.parse(query);
    const page = await statements.page(walletId, { ...asked, order: 'asc', consistent: true });
    const { vector } = page.entries.at(-1) ?? {};
    return { ...pageView(page), ...(vector && { vector }) };
  },
  copyentries: async ({ moves }, { body }) => {
    const { wallet_id, entries, vector } = routes.copyEntries.input.shape.body.parse(body);
    return { entries: await moves.copy(wallet_id, withVector(entries.map(entryOf), vector)) };
  },
  place: async ({ moves }, { walletId }) => walletPlaceView(await moves.place(walletId)),
  markwallet: async ({ moves }, { body }) => {
    const { wallet_id: walletId, op, to } = routes.markWallet.input.shape.body.parse(body);
    return walletPlaceView(await moves.mark({ walletId, op, to }));
  },
  putwallet: async ({ moves }, { body }) => {
    const { wallet_id: walletId, ...arriving } = routes.putWallet.input.shape.body.parse(body);
    return walletPlaceView(await moves.put({ walletId, ...arriving }));
  },
  tombwallet: async ({ moves }, { body }) => {
    const { wallet_id, op } = routes.tombWallet.input.shape.body.parse(body);
    return walletPlaceView(await moves.tomb(wallet_id, op));
  },
  staywallet: async ({ moves }, { body }) => {
    const { wallet_id, op } = routes.stayWallet.input.shape.body.parse(body);
    return walletPlaceView(await moves.stay(wallet_id, op));
  },
};

/**
 * The routes of a shard for those who move, create and read wallets, with the real rules and without tokens.
 * @returns undefined if it is another route
 */
export async function handleMoves(
  shard: MovingShard,
  path: string,
  body: object,
  clock: () => number,
): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(path, 'http://shard');
  const [, , name = '', walletId = ''] = pathname.split('/');
  const handle = HANDLERS[name];
  if (!handle) return undefined;
  try {
    return respond(200, await handle(shard, { walletId, query: Object.fromEntries(searchParams), body, clock }));
  } catch (error) {
    return problem(error);
  }
}

function pageView({ entries, more }: Awaited<ReturnType<Statements['page']>>): object {
  const next = more ? entries.at(-1)?.seq : undefined;
  return { entries: entries.map(entryView), ...(next !== undefined && { next_cursor: next }) };
}
