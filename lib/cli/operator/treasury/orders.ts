import { ulid } from 'ulid';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { readEnvironment, required } from '../../../config/environment.ts';
import { Amount } from '../../../domain/amount.ts';
import { CurrencyCode, currencyOf, NO_CURRENCY } from '../../../domain/currency.ts';
import {
  type IssuingLimits,
  limitsOf,
  orderKey,
  type TreasuryAct,
  type TreasuryOrder,
} from '../../../domain/issuing.ts';
import { dayOf } from '../../../domain/spending.ts';
import { isReservedWallet, treasuryWalletId } from '../../../domain/treasury.ts';
import { WalletIdDigits } from '../../../domain/wallet-id.ts';
import { documents } from '../../../store/documents.ts';
import { IssuingStore } from '../../../store/issuing.ts';
import { type CarriedOut, carryOut, type OrderProblem } from '../../../usecases/treasury-order.ts';
import { approvedRequest } from '../approvals/approved.ts';
import { connect, type OperatorOptions, operatorStores } from '../connection.ts';
import { stageSettings } from '../stage-settings.ts';

/** How long a command waits for the end of a transfer, which goes on afterwards. */
const PATIENCE_MS = 20_000;

/** The flags of `issue` and `retire`. */
export interface OrderFlags {
  readonly to?: string;
  readonly from?: string;
  readonly amount: string;
  readonly currency: string;
  readonly key?: string;
  readonly reason: string;
}

/** An order, and the key under which it is carried out once. */
export interface KeyedOrder extends TreasuryOrder {
  readonly key: string;
}

/**
 * Reads an order from flags.
 * @throws ConfigurationError with everything that is wrong with them
 */
export function orderOf(act: TreasuryAct, { to, from, amount, currency, key, reason }: OrderFlags): KeyedOrder {
  const walletFlag = act === 'issue' ? '--to' : '--from';
  const wallet = WalletIdDigits.safeParse(to ?? from);
  const sum = Amount.safeParse(amount);
  const code = CurrencyCode.safeParse(currency);
  const problems = [
    ...messages(walletFlag, wallet.error),
    ...messages('--amount', sum.error),
    ...messages('--currency', code.error),
    ...(key === undefined || /^[!-~]{1,100}$/.test(key) ? [] : ['--key must be 1 to 100 visible ASCII characters']),
  ];
  if (wallet.success && isReservedWallet(wallet.data))
    problems.push(`${walletFlag}: wallet ${wallet.data} is of the treasury itself`);
  if (!wallet.success || !sum.success || !code.success || problems.length > 0) throw new ConfigurationError(problems);
  const order = { act, walletId: wallet.data, amount: sum.data, currency: code.data };
  return { ...order, key: key ?? orderKey(order, reason) };
}

function messages(flag: string, error: { issues: { message: string }[] } | undefined): string[] {
  return (error?.issues ?? []).map(({ message }) => `${flag} ${message}`);
}

/** The orders of a stage, and what was issued on each day. */
export function issuingOf(options: OperatorOptions): IssuingStore {
  connect(options);
  return new IssuingStore(documents(), readEnvironment({ ISSUING_TABLE: required }).ISSUING_TABLE);
}

/** The limits of a currency on a stage. */
export async function issuingLimits(options: OperatorOptions, currency: string): Promise<IssuingLimits> {
  return limitsOf((await stageSettings(options)).issuing, currency);
}

/**
 * Whether an order needs a second operator. One that was carried out before needs none: it is not carried out
 * again. Nor does one that was counted before a crash: it is within the limits, and fills them itself.
 * @throws ConfigurationError if it cannot be carried out at all
 */
export async function needsSecond(options: OperatorOptions, order: KeyedOrder): Promise<boolean> {
  const { act, walletId, amount, currency, key } = order;
  const settings = await stageSettings(options);
  const { directory, journal } = operatorStores();
  const treasury = await directory.get(treasuryWalletId(currency));
  if (treasury?.madeBy !== 'operator')
    throw new ConfigurationError([`the stage has no treasury in ${currency}: create one with "treasury create"`]);
  const wallet = await directory.get(walletId);
  if (!wallet) throw new ConfigurationError([`there is no wallet ${walletId}`]);
  if (currencyOf(wallet) !== currency)
    throw new ConfigurationError([
      `wallet ${walletId} is in ${inWords(currencyOf(wallet))}, and the order in ${inWords(currency)}`,
    ]);
  const issuing = issuingOf(options);
  const standing = await issuing.order(key);
  const payer = act === 'issue' ? treasuryWalletId(currency) : walletId;
  if (standing && (await journal.get(payer, standing.txId))) return false;
  if (act === 'retire') return settings.secondPerson;
  const limits = limitsOf(settings.issuing, currency);
  const today = { day: dayOf(Date.now()), currency };
  if (standing && (await issuing.isCounted(today, standing.txId))) return false;
  const { issued, alone } = await issuing.day(today);
  if (issued + amount > limits.aDay) throw new ConfigurationError([aboveDay(limits, issued)]);
  return alone + amount > limits.aloneADay;
}

/**
 * Carries out an order.
 * @throws ConfigurationError if nothing has moved, or not yet
 */
export async function runOrder(options: OperatorOptions, order: KeyedOrder): Promise<CarriedOut> {
  const limits = await issuingLimits(options, order.currency);
  const issuing = issuingOf(options);
  const now = Date.now();
  const terms = { key: order.key, limits, approved: approvedRequest() !== undefined, txId: ulid(now), now };
  const giveUp = AbortSignal.timeout(PATIENCE_MS);
  const result = await carryOut({ ...operatorStores(), issuing }, order, terms, giveUp);
  if (typeof result !== 'string') return result;
  const { issued } = await issuing.day({ day: dayOf(now), currency: order.currency });
  throw new ConfigurationError([PROBLEMS[result](limits, issued)]);
}

const PROBLEMS: Record<OrderProblem, (limits: IssuingLimits, issued: bigint) => string> = {
  key_used: () => 'this key was used for another order: give another --key',
  above_day: aboveDay,
  above_alone: ({ aloneADay }) =>
    `one operator alone may issue ${aloneADay} a day: run the command again, to request a second one`,
};

function aboveDay({ aDay }: IssuingLimits, issued: bigint): string {
  return `the limit of a day is ${aDay}, and ${issued} is issued today: it counts anew at midnight UTC`;
}

function inWords(currency: string): string {
  return currency === NO_CURRENCY ? `no currency (${NO_CURRENCY})` : currency;
}
