import type { Controller } from '../../../lib/domain/wallet-controls.ts';
import { Random } from '../../support/random.ts';
import { currencyOf } from './currencies.ts';
import { FAULTS_MS, type Plan, type PlannedChange } from './plan.ts';

/** A payment into the wallet or out of it. Times are in virtual ms from the start. */
export interface DrawnPayment {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly at: number;
  readonly startLost: boolean;
  /** When another run of it begins, after the acceptance. */
  readonly againMs: number | undefined;
  /** How much of it the payee gives back, in percent. */
  readonly refunded: number | undefined;
}

/** One wallet of a schedule that operators stripe, and its traffic. */
export interface StripeDraws {
  readonly walletId: string;
  /** When an operator gives the command, and into how many; 1 ends the use of stripes. */
  readonly commands: readonly { readonly at: number; readonly into: number }[];
  readonly payments: readonly DrawnPayment[];
  readonly controls: readonly { readonly at: number; readonly by: Controller; readonly change: PlannedChange }[];
  /** When the balance is asked for. */
  readonly reads: readonly number[];
}

/** Most commands come at such times, the first ones before most payments. */
const EARLY_MS = 40;
const MOST_STRIPES = 4;

/**
 * In one plan of five a wallet gets stripes. They are drawn by themselves, so that all other plans stay
 * what they are.
 */
export function stripeDrawsOf(plan: Plan): StripeDraws | undefined {
  if (plan.seed % 5 !== 2) return undefined;
  const random = new Random(plan.seed + 21);
  const there = plan.opened.flatMap((at, n) => (at === 0 ? n : []));
  const popular = [
    ...plan.holds.map(({ to }) => to),
    ...plan.transfers.flatMap(({ credits }) => credits.map(({ to }) => to)),
  ];
  const wallet = popular.find((to) => there.includes(to)) ?? there[0];
  if (wallet === undefined) return undefined;
  const others = there.filter((n) => n !== wallet && currencyOf(plan, n) === currencyOf(plan, wallet));
  const walletId = String(wallet);
  const other = () => String(others[random.between(0, others.length - 1)] ?? wallet);
  const some = <T>(least: number, most: number, one: (n: number) => T): T[] =>
    Array.from({ length: random.between(least, most) }, (_, n) => one(n));
  const sometime = () => random.between(0, FAULTS_MS);
  const chosen = <T>(probability: number, one: () => T): T | undefined =>
    random.chance(probability) ? one() : undefined;
  const payment = (payer: string, to: string, amount: number, at: number): DrawnPayment => ({
    ...{ from: payer, to, amount: BigInt(amount), at },
    startLost: random.chance(0.1),
    againMs: chosen(0.3, () => random.between(0, 10_000)),
    refunded: chosen(0.2, () => random.between(30, 110)),
  });
  /** Several come at once, so that they meet. */
  const together = [random.between(600, 1_500), random.between(1_500, 4_000), sometime()];
  const meeting = () => (together[random.between(0, together.length - 1)] ?? 0) + random.between(0, 60);
  const incoming = () =>
    payment(other(), walletId, random.between(1, 25), random.chance(0.6) ? random.between(50, 500) : meeting());
  const funds = plan.funds[wallet] ?? 0;
  /** Also all that the main item has at first, so that only stripes have money. */
  const taken = () => (random.chance(0.4) ? Math.max(1, funds) : random.between(Math.max(1, funds - 10), funds + 50));
  const outgoing = () => payment(walletId, other(), taken(), meeting());
  const command = (n: number) => ({
    at: n === 0 ? random.between(0, EARLY_MS) : random.chance(0.6) ? random.between(200, 3_000) : sometime(),
    into: random.chance(0.2) && n > 0 ? 1 : random.between(2, MOST_STRIPES),
  });
  return {
    walletId,
    commands: some(1, 4, command),
    payments: others.length === 0 ? [] : [...some(3, 9, incoming), ...some(2, 6, outgoing)],
    controls: meetingControls(
      plan,
      some(0, 4, () => ({
        at: random.chance(0.6) ? random.between(400, 5_000) : sometime(),
        by: random.chance(0.5) ? 'owner' : 'operator',
        change: random.chance(0.25)
          ? 'close'
          : {
              frozen: chosen(0.6, () => (['debits', 'credits', 'all'] as const)[random.between(0, 2)] ?? 'all') ?? null,
            },
      })),
    ),
    reads: some(1, 4, sometime),
  };
}

/**
 * Changes of freezes of which some begin once an earlier one has written the main item, so that they meet on the
 * stripes. They are drawn by themselves, so that all else stays what it is.
 */
function meetingControls(plan: Plan, drawn: StripeDraws['controls']): StripeDraws['controls'] {
  const random = new Random(plan.seed + 26);
  let before = drawn[0]?.at ?? 0;
  return drawn.map((control, n) => {
    before = n > 0 && random.chance(0.6) ? before + random.between(200, 1_200) : control.at;
    return { ...control, at: before };
  });
}
