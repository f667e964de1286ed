import * as z from 'zod/mini';
import type { ShardWallet, StatementHead } from '../domain/shard-wallet.ts';
import { stripeIds, wholeWallet } from '../domain/stripes.ts';
import type { Move } from '../domain/wallet-move.ts';
import { itemOfText, textOfItem } from './moved-item.ts';
import { type Found, type Placed, placedIn } from './placed-item.ts';
import { listedWalletOf } from './shard-wallet-item.ts';

/** The items of a wallet on its way to another shard. */
export interface MovedItems {
  readonly main: MovedItem;
  readonly stripes: readonly MovedItem[];
  /** The end of the whole wallet's statement. */
  readonly statement: StatementHead | undefined;
}

interface MovedItem {
  readonly placed: Placed;
  readonly item: Record<string, unknown>;
  /** The same as this version reads it. */
  readonly wallet: ShardWallet;
}

const Item = z.record(z.string(), z.unknown());
/** The main item as it is told: the stripes are in it, by their numbers. No table has it so. */
const Told = z.looseObject({ stripe_items: z.optional(z.record(z.string(), Item)) });

/**
 * The text of a marked wallet: its main item, with the items of its stripes in it.
 *
 * The largest has 64 stripes, each with 200 holds and 300 tombstones, and the 300 holds of the main item.
 * With the ids of transfers that is 3.3 MB in a request (test/integration/store/shard-moves-stripes.test.ts),
 * and 4.1 MB in the event of its function: Lambda takes 6 MB, and API Gateway 10.
 * @throws $ZodError if the text would change a value
 */
export function textOfMoved(main: Found, stripes: readonly Found[]): string {
  if (stripes.length === 0) return textOfItem(main.item);
  const stripe_items = Object.fromEntries(stripes.map(({ item }, n) => [String(n + 1), item]));
  return textOfItem({ ...Item.parse(main.item), stripe_items });
}

/**
 * The items of a text.
 * @param move the move that has marked them
 * @returns undefined if they are not all items of this wallet, each as this move has marked it
 */
export function movedItemsOf(text: string, { walletId, ...mark }: Move): MovedItems | undefined {
  const { stripe_items: told = {}, ...item } = Told.safeParse(itemOfText(text)).data ?? {};
  const main = movedItem(item, walletId, mark);
  if (!main) return undefined;
  const ids = stripeIds(walletId, main.placed.stripes);
  const stripes = ids.flatMap((id, n) => movedItem(told[n + 1], id, mark) ?? []);
  if (stripes.length !== ids.length || Object.keys(told).length !== ids.length) return undefined;
  const { statement } = wholeWallet(
    main.wallet,
    stripes.map(({ wallet }) => wallet),
  );
  return { main, stripes, statement };
}

/** The end of the statement of the whole wallet. An item that has none says what it has. */
export function wholeStatementOf(
  main: Found,
  stripes: readonly Found[],
): { readonly seq?: number | undefined; readonly postedAt?: number | undefined } {
  if (stripes.length > 0) return wholeOf(main, stripes).statement ?? {};
  return { seq: main.placed?.seq, postedAt: main.placed?.posted_at };
}

function wholeOf(main: Found, stripes: readonly Found[]): ShardWallet {
  const wallets = [main, ...stripes].flatMap(({ item }) => listedWalletOf(item) ?? []);
  const [first, ...others] = wallets;
  if (!first) throw new Error('it is no wallet');
  return wholeWallet(first, others);
}

/** An item as it was told, if it is this one. */
function movedItem(item: unknown, id: string, { op, to }: Omit<Move, 'walletId'>): MovedItem | undefined {
  const placed = placedIn(item);
  const stored = Item.safeParse(item).data;
  const wallet = walletIn(item);
  if (!placed || !stored || !wallet || stored.posting !== undefined) return undefined;
  const isThis = placed.wallet_id === id && placed.op === op && placed.to_shard === to;
  return isThis ? { placed, item: stored, wallet } : undefined;
}

/** Undefined if this version cannot read it as a wallet. */
function walletIn(item: unknown): ShardWallet | undefined {
  try {
    return listedWalletOf(item);
  } catch {
    return undefined;
  }
}
