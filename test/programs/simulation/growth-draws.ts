import { Random } from '../../support/random.ts';
import { FAULTS_MS, type Plan } from './plan.ts';

/** Changes of the number of shards in one schedule. Times are in virtual ms from the start. */
export interface GrowthDraws {
  /** How many shards have an address. The wallets begin on the first `plan.shards` of them. */
  readonly addresses: number;
  /** When an operator does something: begins a growth, turns it back, pauses it, lets it go on, or ends it. */
  readonly acts: readonly number[];
  /** When a mover of a part is started although another may be at work. */
  readonly movers: readonly { readonly shard: number; readonly at: number }[];
  /** Shards that do not respond for a time. */
  readonly outages: readonly { readonly shard: number; readonly at: number; readonly forMs: number }[];
  /** When a late request to create a wallet comes to the shard of its claim. */
  readonly creations: readonly { readonly wallet: number; readonly at: number }[];
  /** When the balance of a wallet is asked for. */
  readonly reads: readonly { readonly wallet: number; readonly at: number }[];
  /** After how many requests and writes each execution of a mover dies, in the order of their starts. */
  readonly dies: readonly (number | undefined)[];
}

const MOST_ADDRESSES = 4;
const READS = 3;

/**
 * In two plans of seven the number of shards changes. They are drawn by themselves, so that all other plans
 * stay what they are.
 */
export function growthDrawsOf(plan: Plan): GrowthDraws | undefined {
  if (plan.seed % 7 > 1) return undefined;
  const random = new Random(plan.seed + 13);
  const addresses = random.between(Math.max(2, plan.shards), MOST_ADDRESSES);
  const shard = () => random.between(0, addresses - 1);
  const wallet = () => random.between(0, plan.funds.length - 1);
  const sometime = () => random.between(0, FAULTS_MS);
  // Most while the first transfers run, which are to meet a wallet that moves.
  const soon = () => (random.chance(0.6) ? random.between(0, 2_000) : sometime());
  const some = <T>(most: number, one: () => T): T[] => Array.from({ length: random.between(0, most) }, one);
  return {
    addresses,
    acts: [soon(), ...some(5, soon)],
    movers: some(4, () => ({ shard: shard(), at: soon() })),
    outages:
      plan.faults > 0 ? some(1, () => ({ shard: shard(), at: sometime(), forMs: random.between(500, 20_000) })) : [],
    creations: some(3, () => ({ wallet: wallet(), at: sometime() })),
    reads: plan.funds.flatMap((_, n) => Array.from({ length: READS }, () => ({ wallet: n, at: soon() }))),
    dies:
      plan.faults > 0 ? Array.from({ length: 8 }, () => (random.chance(0.5) ? random.between(0, 30) : undefined)) : [],
  };
}

/** How many shards have an address. */
export function addressesOf(plan: Plan): number {
  return growthDrawsOf(plan)?.addresses ?? plan.shards;
}
