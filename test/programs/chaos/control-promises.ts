import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { dayOf, type Frozen } from '../../../lib/domain/wallet-controls.ts';
import type { Checked } from './checked.ts';
import type { Closing } from './closings.ts';
import type { ControlEvidence } from './control-evidence.ts';
import type { ControlSettings } from './control-settings.ts';
import type { Evidence } from './evidence.ts';
import { decidedAt, type HeldLeg, heldLegs } from './held-legs.ts';
import { movedBy } from './held-payments.ts';
import { isAuthorised, type MoneyRead } from './observer.ts';
import type { Period } from './timeline.ts';

/** What is known of freezes, limits and closed wallets at the end of a run. */
export interface KnownControls extends ControlEvidence {
  readonly settings: ControlSettings;
  /** The wallets whose limit of a day holds from before their first payment to the end. */
  readonly limited: readonly string[];
  readonly closings: readonly Closing[];
  /** Wallets that were closed, whose controls nobody can read any more. */
  readonly closedElsewhere?: readonly Pick<Closing, 'walletId' | 'asked'>[];
  readonly reads: readonly MoneyRead[];
  /** In ms since 1970. */
  readonly began: number;
  readonly ended: number;
}

/** Checks the promises of freezes, limits and closing. */
export function checkControls(known: KnownControls, evidence: Evidence): Checked[] {
  const { settings, limited, closings } = known;
  const transfers = [...evidence.transfers.values()];
  const legs = transfers.flatMap(heldLegs);
  const refused = (...notes: string[]) => transfers.filter(({ note }) => notes.includes(note)).length;
  const wallets = [...settings.wallets];
  const frozen = wallets.flatMap((wallet) => [
    ...settings.sure(wallet, 'owner_freeze'),
    ...settings.sure(wallet, 'operator_freeze'),
  ]);
  const isOneDay = dayOf(known.began) === dayOf(known.ended);
  return [
    {
      promise: 'no wallet pays or receives what it was told to be frozen for, whoever froze it',
      on: `${frozen.length} freezes, ${refused(NOTES.frozen, NOTES.payeeTakesNothing)} payments refused`,
      broken: legs.flatMap((leg) => heldWhileFrozen(leg, settings)),
    },
    {
      promise: 'no payment takes more than the limit of one payment',
      on: `${refused(NOTES.abovePayment)} payments refused`,
      broken: legs.flatMap((leg) => aboveLimit(leg, settings)),
    },
    {
      promise: 'no payment takes a wallet below its minimum balance',
      on: `${known.reads.length} reads, ${refused(NOTES.belowMinimum)} payments refused`,
      broken: wallets.flatMap((wallet) => belowMinimum(wallet, known)),
    },
    {
      promise: 'the payments of a day never take more than its limit together',
      on: `${limited.length} wallets, ${refused(NOTES.aboveDay)} payments refused`,
      broken: limited.flatMap((wallet) => aboveDay(wallet, settings, transfers)),
    },
    {
      promise: 'what a limit of a day leaves is what the statement and the holds of the wallet have not taken',
      on: isOneDay ? `${limited.length} wallets` : 'no wallet: the day has changed',
      broken: isOneDay ? limited.flatMap((wallet) => wronglyCounted(wallet, known, evidence)) : [],
    },
    {
      promise: 'a freeze or a limit refuses a payment only if the wallet may have it then',
      on: `${refused(...REASONS)} payments refused`,
      broken: transfers.flatMap((transfer) => refusedWithout(transfer, known)),
    },
    {
      promise: 'each freeze and limit is at the end as it was set last',
      on: `${wallets.length} wallets`,
      broken: wallets.flatMap((wallet) => notAsSet(wallet, known)),
    },
    {
      promise: 'a closed wallet has no money, and none moves after its owner was told',
      on: `${closings.filter(({ answered }) => answered < Infinity).length} closed wallets of ${closings.length}`,
      broken: closings.flatMap((closing) => movedAfter(closing, known, evidence, legs)),
    },
  ];
}

const REASONS: readonly string[] = [
  NOTES.frozen,
  NOTES.payeeTakesNothing,
  NOTES.closed,
  NOTES.abovePayment,
  NOTES.aboveDay,
  NOTES.belowMinimum,
];

const FREEZES = ['owner_freeze', 'operator_freeze'] as const;

function covers(frozen: Frozen, side: HeldLeg['side']): boolean {
  return frozen === 'all' || frozen === side;
}

function isWithin({ from, to }: { from: number; to: number }, period: Period<unknown>): boolean {
  return period.from < from && to < period.to;
}

function heldWhileFrozen(leg: HeldLeg, settings: ControlSettings): string[] {
  return FREEZES.flatMap((name) =>
    settings
      .sure(leg.walletId, name)
      .filter((period) => covers(period.value, leg.side) && isWithin(leg, period))
      .map((period) => `${leg.TxID}: wallet ${leg.walletId} had ${period.value} frozen (${name}), and held it`),
  );
}

function aboveLimit(leg: HeldLeg, settings: ControlSettings): string[] {
  if (leg.side !== 'debits') return [];
  return settings
    .sure(leg.walletId, 'maxPayment')
    .filter((period) => leg.amount > period.value && isWithin(leg, period))
    .map(({ value }) => `${leg.TxID}: wallet ${leg.walletId} paid ${leg.amount} of at most ${value}`);
}

/**
 * Between two reads under the same minimum, what is available falls by payments alone. The last one that
 * makes it fall leaves the minimum, and what comes after raises it.
 */
function belowMinimum(wallet: string, { settings, reads }: KnownControls): string[] {
  const own = reads.filter(({ walletId }) => walletId === wallet);
  return settings.sure(wallet, 'minimum').flatMap((period) => {
    const within = own.filter(({ asked, answered }) => isWithin({ from: asked, to: answered }, period));
    return within.flatMap((read) => {
      const before = within.findLast(({ answered }) => answered < read.asked);
      if (!before || read.available >= period.value || read.available >= before.available) return [];
      return [`wallet ${wallet} fell from ${before.available} to ${read.available}, with a minimum of ${period.value}`];
    });
  });
}

/** What the payments that a wallet held by then have taken, by the day of UTC. */
function aboveDay(wallet: string, settings: ControlSettings, transfers: readonly TransactionDetail[]): string[] {
  const limits = settings.of(wallet, 'maxPerDay');
  const taken = transfers.flatMap((transfer) => {
    const debit = heldLegs(transfer).find(({ walletId, side }) => walletId === wallet && side === 'debits');
    const isOfOneDay = debit && dayOf(debit.from) === dayOf(debit.to);
    return debit && isOfOneDay ? [{ at: debit.to, day: dayOf(debit.to), amount: takenBy(transfer) }] : [];
  });
  return limits.flatMap((_, n) => {
    const until = limits[n + 1]?.asked ?? Infinity;
    const highest = limits.slice(0, n + 1).reduce((most, { value = 0n }) => (value > most ? value : most), 0n);
    const byDay = Map.groupBy(
      taken.filter(({ at }) => at < until),
      ({ day }) => day,
    );
    return [...byDay.values()].flatMap((ofDay) => {
      const sum = ofDay.reduce((total, { amount }) => total + amount, 0n);
      return sum > highest ? [`wallet ${wallet} paid ${sum} in a day, of at most ${highest}`] : [];
    });
  });
}

/** What a transfer takes of its payer at the end: what it moved, or still holds. */
function takenBy(transfer: TransactionDetail): bigint {
  if (transfer.status === 'SUCCESSFUL') return -BigInt(movedBy(transfer));
  return isAuthorised(transfer) ? -BigInt(transfer.amount) : 0n;
}

function wronglyCounted(wallet: string, { controls, statements }: KnownControls, { transfers }: Evidence): string[] {
  const { max_per_day, left_today } = controls.get(wallet) ?? {};
  const posted = (statements.get(wallet) ?? []).filter(({ amount }) => amount.startsWith('-'));
  const held = [...transfers.values()].filter((transfer) => transfer.from_id === wallet && isAuthorised(transfer));
  const taken = [...posted, ...held].reduce((sum, { amount }) => sum - BigInt(amount), 0n);
  const left = BigInt(max_per_day ?? 0) - taken;
  // A limit may be lowered below what its day has taken.
  const expected = left > 0n ? left : 0n;
  return left_today !== undefined && left_today !== null && BigInt(left_today) === expected
    ? []
    : [`wallet ${wallet} has ${left_today} left of ${max_per_day}, and ${taken} are taken`];
}

/** A transfer that something refused which its wallets did not have while it ran. */
function refusedWithout(transfer: TransactionDetail, known: KnownControls): string[] {
  const { TxID, status, note, from_id, to_id = '' } = transfer;
  if (status !== 'INVALID' || !REASONS.includes(note)) return [];
  const from = Date.parse(transfer.initiated_at);
  const to = decidedAt(transfer) ?? Infinity;
  const isPossible = ({ from: begins, to: ends }: Period<unknown>) => begins <= to && ends >= from;
  const { settings, closedElsewhere = [] } = known;
  const closings = [...known.closings, ...closedElsewhere];
  const isFrozen = (wallet: string, side: HeldLeg['side']) =>
    FREEZES.some((name) => settings.possible(wallet, name).some((one) => covers(one.value, side) && isPossible(one)));
  const isClosed = (wallet: string) => closings.some(({ walletId, asked }) => walletId === wallet && asked <= to);
  const payees = transfer.to?.map((payee) => payee.to_id) ?? [to_id];
  const reasons: Record<string, () => boolean> = {
    [NOTES.frozen]: () => isFrozen(from_id, 'debits'),
    [NOTES.payeeTakesNothing]: () => payees.some((wallet) => isFrozen(wallet, 'credits') || isClosed(wallet)),
    [NOTES.closed]: () => isClosed(from_id),
    [NOTES.abovePayment]: () =>
      settings.possible(from_id, 'maxPayment').some((one) => one.value < -BigInt(transfer.amount) && isPossible(one)),
    [NOTES.aboveDay]: () => settings.possible(from_id, 'maxPerDay').some(isPossible),
    [NOTES.belowMinimum]: () => settings.possible(from_id, 'minimum').some(isPossible),
  };
  return reasons[note]?.() ? [] : [`${TxID} of wallet ${from_id} ended ${note}, and nothing says so`];
}

function notAsSet(wallet: string, { settings, controls }: KnownControls): string[] {
  const shown = controls.get(wallet);
  const values = {
    owner_freeze: shown?.frozen,
    operator_freeze: shown?.operator_frozen,
    minimum: shown?.minimum_balance,
    maxPayment: shown?.max_payment,
    maxPerDay: shown?.max_per_day,
  };
  const names = ['owner_freeze', 'operator_freeze', 'minimum', 'maxPayment', 'maxPerDay'] as const;
  return names.flatMap((name) => {
    const last = settings.of(wallet, name).at(-1);
    if (last?.answered === Infinity) return [];
    const expected = last?.value?.toString() ?? null;
    return values[name] === expected ? [] : [`wallet ${wallet} has ${values[name]} as ${name}, and not ${expected}`];
  });
}

function movedAfter(
  { walletId, answered }: Closing,
  { controls, statements }: KnownControls,
  { balances }: Evidence,
  legs: readonly HeldLeg[],
): string[] {
  const wasTold = answered < Infinity;
  const isClosed = typeof controls.get(walletId)?.closed_at === 'string';
  if (wasTold && !isClosed) return [`wallet ${walletId} was closed, and is open`];
  if (!isClosed) return [];
  const { balance, reserved } = balances.get(walletId) ?? {};
  const later = legs.filter((leg) => leg.walletId === walletId && leg.to < Infinity && leg.to > answered);
  const posted = (statements.get(walletId) ?? []).filter(({ posted_at }) => Date.parse(posted_at) > answered);
  return [
    ...(balance === '0' && reserved === '0'
      ? []
      : [`the closed wallet ${walletId} has ${balance}, of it ${reserved} held`]),
    ...later.map(({ TxID }) => `${TxID} moves money of wallet ${walletId}, which was closed`),
    ...posted.map(({ TxID, amount }) => `${TxID} posts ${amount} to wallet ${walletId}, which was closed`),
  ];
}
