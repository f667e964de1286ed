import type { Transaction } from '../../../lib/api/transaction.ts';
import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { isReservedWallet } from '../../../lib/domain/treasury.ts';
import type { Directory } from '../../../lib/store/directory.ts';
import type { Journal } from '../../../lib/store/journal/journal.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import { movedBy } from './held-payments.ts';

/** What is known of wallets in stripes at the end. */
export interface KnownStripes {
  /** How many stripes each wallet has at least, by the commands. */
  readonly made: ReadonlyMap<string, number>;
  /** How many each has, by the directory. */
  readonly named: ReadonlyMap<string, number | undefined>;
  /** How many credits of transfers are on a stripe. */
  readonly credits: number;
  /** What people, programs and operators have got beside the evidence. */
  readonly shown: readonly unknown[];
}

/** An id of a stripe, wherever it is in a text. */
const STRIPE_ID = /\b\d+#\d+\b/;
/** The end of a transfer is written by another function than its acceptance. */
const APART_MS = 1_000;

/** Reads what the directory and the journal have of stripes. */
export async function gatherStripes(
  { directory, journal }: { readonly directory: Pick<Directory, 'get'>; readonly journal: Pick<Journal, 'all'> },
  made: ReadonlyMap<string, number>,
): Promise<Pick<KnownStripes, 'made' | 'named' | 'credits'>> {
  const named = new Map<string, number | undefined>();
  for (const walletId of made.keys()) named.set(walletId, (await directory.get(walletId))?.stripes);
  let onStripes = 0;
  for await (const { credits } of journal.all())
    onStripes += credits.filter(({ stripe }) => stripe !== undefined).length;
  return { made, named, credits: onStripes };
}

/** Checks the promises of wallets in stripes. The first holds for all wallets. */
export function checkStripes({ made, named, credits, shown }: KnownStripes, evidence: Evidence): Checked[] {
  const refused = [...evidence.transfers.values()].filter(lacksFunds);
  const texts = [...shown, [...evidence.lists], [...evidence.transfers], [...evidence.balances]].map((one) =>
    JSON.stringify(one),
  );
  return [
    {
      promise: 'no transfer is refused for funds that its wallet had all the time, on whatever stripe they were',
      on: `${refused.length} refusals, ${credits} credits on stripes`,
      broken: refused.flatMap((transfer) => refusedWithFunds(transfer, evidence)),
    },
    {
      promise: 'a wallet keeps the stripes that operators have given it, and no response names one',
      on: `${made.size} wallets`,
      broken: [
        ...[...made].flatMap(([walletId, least]) =>
          (named.get(walletId) ?? 0) < least
            ? [`wallet ${walletId} has ${named.get(walletId)} stripes, and was given ${least}`]
            : [],
        ),
        ...texts.flatMap((text) => STRIPE_ID.exec(text)?.[0] ?? []).map((id) => `a response names stripe ${id}`),
      ],
    },
  ];
}

function lacksFunds({ status, note }: Pick<Transaction, 'status' | 'note'>): boolean {
  return status === 'INVALID' && note === NOTES.notEnoughFunds;
}

/**
 * A refusal while the wallet had enough from the acceptance of the transfer to its decision, whatever order
 * the other transfers had then. Only credits that were there before count, and all debits that may have
 * been held at any time of it.
 */
function refusedWithFunds(refused: TransactionDetail, { lists, transfers }: Evidence): string[] {
  const { from_id: walletId, TxID, amount, initiated_at, timeline } = refused;
  const list = lists.get(walletId);
  if (!list || isReservedWallet(walletId)) return [];
  const from = Date.parse(initiated_at);
  const until = Date.parse(timeline.find((entry) => 'decision' in entry)?.at ?? '');
  const least = list.reduce((sum, one) => {
    const moved = BigInt(movedBy(one));
    if (moved > 0n) return one.status === 'SUCCESSFUL' && endOf(one, transfers) + APART_MS <= from ? sum + moved : sum;
    if (one.TxID === TxID || lacksFunds(one) || Date.parse(one.initiated_at) > until) return sum;
    const isOver = one.status === 'FAILED' || one.status === 'INVALID';
    if (isOver && endOf(one, transfers) + APART_MS <= from) return sum;
    // What is captured of a payment that was held is less for good once it has ended.
    const isCaptured = one.status === 'SUCCESSFUL' && endOf(one, transfers) + APART_MS <= from;
    return sum + (isCaptured ? moved : BigInt(one.amount));
  }, 0n);
  return least >= -BigInt(amount) ? [`${TxID} of ${amount} is refused, and wallet ${walletId} had ${least}`] : [];
}

/** When the final status of a transfer was written; Infinity if that is not known. */
function endOf({ TxID }: Pick<Transaction, 'TxID'>, transfers: Evidence['transfers']): number {
  const last = transfers.get(TxID)?.timeline.at(-1);
  return last ? Date.parse(last.at) : Number.POSITIVE_INFINITY;
}
