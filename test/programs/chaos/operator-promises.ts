import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { REVERSAL_NOTE } from '../../../lib/usecases/reverse.ts';
import { ORDER_NOTES } from '../../../lib/usecases/treasury-order.ts';
import type { Checked } from './checked.ts';
import type { CreditLimits } from './credit-limits.ts';
import type { Evidence } from './evidence.ts';
import { ISSUED_A_DAY, type Reversed } from './operator-acts.ts';
import type { LoggedAct, LogReport } from './operator-log.ts';
import type { OperatorRun } from './operator-runs.ts';
import { type TransferRequest, totalOf } from './orders.ts';

/** What is known of the acts of operators. */
export interface KnownActs {
  readonly orders: readonly TransferRequest[];
  readonly reversed: readonly Reversed[];
  readonly runs: readonly OperatorRun[];
  readonly log: LogReport;
  readonly credit: CreditLimits;
  /** The credit limits at the end, by wallet. */
  readonly limits: ReadonlyMap<string, bigint>;
}

/** Checks the promises of what operators do. */
export function checkActs(known: KnownActs, { transfers }: Pick<Evidence, 'transfers'>): Checked[] {
  const all = [...transfers.values()];
  const issued = all.filter(isIssued);
  const reversals = reversalsIn({ transfers });
  const { orders, reversed, runs, log, credit, limits } = known;
  const killed = runs.filter(({ code }) => code === undefined).length;
  return [
    {
      promise: 'operators issue no more than the limit of a day, and each order is carried out once',
      on: `${issued.length} issues, ${all.filter(isRetired).length} retirals, ${orders.filter(({ refused }) => refused).length} refused`,
      broken: [...aboveDay(issued), ...refusedBelowDay(orders, transfers)],
    },
    {
      promise: 'a reversal moves at most what its payment gave, once, and only if an operator asked for it',
      on: `${reversals.length} reversals by ${reversed.length} operators`,
      broken: [...aboveGiven(reversals, transfers), ...unasked(reversals, reversed)],
    },
    {
      promise: 'each credit limit is at the end as it was set last',
      on: `${credit.wallets.length} wallets`,
      broken: credit.wallets.flatMap((wallet) => {
        const last = credit.of(wallet).all.at(-1);
        const expected = last?.value ?? 0n;
        const now = limits.get(wallet);
        return last?.answered === Infinity || now === expected
          ? []
          : [`wallet ${wallet} has a credit limit of ${now}, and not ${expected}`];
      }),
    },
    {
      promise: 'the chain of the operator log is whole, and has each act that took effect, from before it did',
      on: `${log.acts.length} acts of ${runs.length} commands, ${killed} of them killed`,
      broken: [
        ...(log.verified ? [] : [`the chain is broken: ${log.broken}`]),
        ...runs.flatMap((run) => wronglyLogged(run, log.acts)),
        ...[...all.filter((one) => isIssued(one) || isRetired(one)), ...reversals].flatMap((transfer) =>
          log.acts.some((act) => isOf(act, transfer)) ? [] : [`no act is logged of ${transfer.TxID}`],
        ),
      ],
    },
  ];
}

/** The transfers that operators have made to give payments back. */
export function reversalsIn({ transfers }: Pick<Evidence, 'transfers'>): TransactionDetail[] {
  return [...transfers.values()].filter(({ payer_note }) => payer_note === REVERSAL_NOTE);
}

function isIssued({ payer_note }: TransactionDetail): boolean {
  return payer_note === ORDER_NOTES.issue;
}

function isRetired({ payer_note }: TransactionDetail): boolean {
  return payer_note === ORDER_NOTES.retire;
}

function happens({ status }: Pick<TransactionDetail, 'status'>): boolean {
  return status !== 'INVALID' && status !== 'FAILED';
}

function aboveDay(issued: readonly TransactionDetail[]): string[] {
  const byDay = Map.groupBy(issued.filter(happens), ({ currency, initiated_at }) => {
    return `${initiated_at.slice(0, 10)} in ${currency}`;
  });
  return [...byDay].flatMap(([day, ofDay]) => {
    const sum = ofDay.reduce((total, { amount }) => total - BigInt(amount), 0n);
    return sum > ISSUED_A_DAY ? [`${sum} is issued on ${day}, of at most ${ISSUED_A_DAY}`] : [];
  });
}

/** An order that was refused, and for which there was room whatever became of all others. */
function refusedBelowDay(orders: readonly TransferRequest[], transfers: Evidence['transfers']): string[] {
  const issues = orders.filter(({ kind }) => kind === 'issue');
  return issues.flatMap((order, n) => {
    if (!order.refused) return [];
    const before = issues.slice(0, n).filter(({ payer }) => payer.currency === order.payer.currency);
    const counted = before.filter(
      ({ accepted }) => accepted.size === 0 || [...accepted].some((id) => transfers.has(id)),
    );
    const most = counted.reduce((total, one) => total + totalOf(one), totalOf(order));
    return most <= ISSUED_A_DAY
      ? [`${order.key} of ${totalOf(order)} is refused, and ${most} may be issued with it`]
      : [];
  });
}

/** What came back of one share of a payment, by reversals and refunds together. */
function aboveGiven(reversals: readonly TransactionDetail[], transfers: Evidence['transfers']): string[] {
  const shares = new Map(
    reversals.map(({ refund_of = '', from_id }) => [`${refund_of} ${from_id}`, { refund_of, from_id }]),
  );
  return [...shares.values()].flatMap(({ refund_of, from_id }) => {
    const payment = transfers.get(refund_of);
    const given =
      payment?.to?.find(({ to_id }) => to_id === from_id)?.amount ??
      payment?.captured ??
      payment?.amount.slice(1) ??
      '0';
    const back = [...transfers.values()]
      .filter((one) => one.refund_of === refund_of && one.from_id === from_id && one.status === 'SUCCESSFUL')
      .reduce((total, { amount }) => total - BigInt(amount), 0n);
    return back > BigInt(given) ? [`${from_id} gave ${back} back of ${given} in ${refund_of}`] : [];
  });
}

/** Reversals of payments that nobody has reversed, and more of them than commands. */
function unasked(reversals: readonly TransactionDetail[], reversed: readonly Reversed[]): string[] {
  const shares = Map.groupBy(reversals, ({ refund_of = '', from_id }) => `${refund_of} ${from_id}`);
  return [...shares.values()].flatMap((ofShare) => {
    const [{ refund_of = '', from_id = '', to_id = '' } = {}] = ofShare;
    const asked = reversed.filter(({ txId, walletId }) => txId === refund_of && [from_id, to_id].includes(walletId));
    const runs = asked.reduce((total, one) => total + one.runs, 0);
    const first = Math.min(...asked.map((one) => one.asked));
    return ofShare.length > runs || ofShare.some(({ initiated_at }) => Date.parse(initiated_at) < first)
      ? [`${ofShare.length} reversals of ${refund_of} from ${from_id}, by ${runs} commands`]
      : [];
  });
}

/** A run has at most one act. What has an exit status has its outcome, if it got as far as the log. */
function wronglyLogged({ words, reason, code }: OperatorRun, acts: readonly LoggedAct[]): string[] {
  const own = acts.filter((act) => act.reason === reason);
  const [act] = own;
  const what = `${words.join(' ')} (${reason})`;
  if (own.length > 1) return [`${what} is logged ${own.length} times`];
  if (act && !words.join(' ').startsWith(act.command)) return [`${what} is logged as ${act.command}`];
  if (code === 0 && act?.outcome?.result !== 'done')
    return [`${what} is done, and the log says ${act?.outcome?.result}`];
  return [];
}

/** Whether an act is the one that has made a transfer. */
function isOf({ command, at, arguments: given }: LoggedAct, transfer: TransactionDetail): boolean {
  const { from_id, to_id = '', amount, refund_of, initiated_at } = transfer;
  if (Date.parse(at) > Date.parse(initiated_at)) return false;
  if (refund_of !== undefined)
    return command === 'transfers reverse' && given.TxID === refund_of && [from_id, to_id].includes(given.wallet ?? '');
  const isOrder = isIssued(transfer)
    ? command === 'issue' && given.to === to_id
    : command === 'retire' && given.from === from_id;
  return isOrder && given.amount === amount.slice(1);
}
