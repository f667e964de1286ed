import * as z from 'zod';
import { sideBySide } from '../../../support/environment/side-by-side.ts';
import { blnk } from './blnk.ts';
import { closedLoop, Loop, randomPairs } from './closed-loop.ts';
import { formance } from './formance.ts';
import { FUNDS, type Ledger } from './ledger.ts';
import { withMib } from './mib.ts';

/** mib and other ledgers under the same transfers. */
export type Peers = z.infer<typeof Peers>;
export const Peers = z.strictObject({
  ledgers: z.array(
    z.strictObject({
      name: z.string(),
      settings: z.string(),
      wallets: z.int(),
      /** What the wallets got, and the sum of their balances after all transfers. */
      funded: z.int(),
      found: z.int(),
      /** Those that its database broke meanwhile. */
      deadlocks: z.int().optional(),
    }),
  ),
  loops: z.array(Loop),
});

const Address = z.preprocess((text) => text || undefined, z.url().optional());

/** The addresses of running peers, and of their databases to ask for their settings. */
export type Addresses = z.infer<typeof Addresses>;
export const Addresses = z.object({
  FORMANCE_URL: Address,
  FORMANCE_POSTGRES: Address,
  BLNK_URL: Address,
  BLNK_POSTGRES: Address,
  BLNK_REDIS: Address,
});

interface Plan {
  readonly wallets: readonly number[];
  /** The number of transfers of each concurrency. */
  readonly transfers: readonly (readonly [concurrency: number, transfers: number])[];
  readonly warmUp: number;
}

/** A ledger with its wallets, and the deadlocks of its database before the transfers. */
interface Ready {
  readonly ledger: Ledger;
  readonly wallets: readonly string[];
  readonly deadlocks: number | undefined;
}

const PLAN: Plan = {
  wallets: [50, 1_000],
  transfers: [
    [1, 200],
    [16, 1_000],
    [64, 2_000],
  ],
  warmUp: 300,
};
const QUICK: Plan = {
  wallets: [10],
  transfers: [
    [1, 5],
    [16, 32],
  ],
  warmUp: 5,
};
const SEED = 1;
const SIDE_BY_SIDE = 16;

/** The one line that says what the measurement has and what it lacks. */
export function whatIsMeasured({ FORMANCE_URL, BLNK_URL }: Addresses): string {
  const missing = [!FORMANCE_URL && 'FORMANCE_URL', !BLNK_URL && 'BLNK_URL'].filter(Boolean);
  const found = ['mib', FORMANCE_URL && 'Formance', BLNK_URL && 'Blnk'].filter(Boolean).join(', ');
  if (missing.length === 0) return `measures ${found}`;
  return `measures ${found}; for more set ${missing.join(' and ')} to the address of a running one`;
}

/**
 * Makes the same transfers on mib and on each peer, one ledger after the other for each size.
 * @throws ZodError if an address is no URL
 */
export async function peers({
  quick,
  say,
  env = process.env,
}: {
  quick: boolean;
  say: (line: string) => void;
  env?: Readonly<Record<string, string | undefined>>;
}): Promise<Peers> {
  const addresses = Addresses.parse(env);
  say(whatIsMeasured(addresses));
  const others = await connected(addresses);
  return withMib((mib) => measured([mib, ...others], quick ? QUICK : PLAN, say));
}

async function connected({ FORMANCE_URL, FORMANCE_POSTGRES, BLNK_URL, ...more }: Addresses): Promise<Ledger[]> {
  const databases = { postgres: more.BLNK_POSTGRES, redis: more.BLNK_REDIS };
  return [
    ...(FORMANCE_URL ? [await formance(FORMANCE_URL, FORMANCE_POSTGRES)] : []),
    ...(BLNK_URL
      ? [await blnk('single write', BLNK_URL, databases), await blnk('inflight and commit', BLNK_URL, databases)]
      : []),
  ];
}

/** Sums of balances are taken after the last transfer. */
export async function measured(ledgers: readonly Ledger[], plan: Plan, say: (line: string) => void): Promise<Peers> {
  const most = Math.max(...plan.wallets);
  const ready: Ready[] = [];
  for (const ledger of ledgers) {
    say(`${ledger.name}: creating ${most} wallets`);
    const wallets = await ledger.createWallets(most);
    const deadlocks = await ledger.deadlocks();
    await closedLoop(ledger, { pairs: randomPairs(SEED, wallets, plan.warmUp), concurrency: SIDE_BY_SIDE });
    ready.push({ ledger, wallets, deadlocks });
  }
  const loops: Loop[] = [];
  for (const size of plan.wallets) {
    for (const [concurrency, transfers] of plan.transfers) {
      for (const { ledger, wallets } of ready) {
        const pairs = randomPairs(SEED + concurrency, wallets.slice(0, size), transfers);
        const loop = { wallets: size, ...(await closedLoop(ledger, { pairs, concurrency })) };
        say(`${loop.name}, ${size} wallets, ${concurrency} at once: ${loop.perSecond} a second`);
        loops.push(loop);
      }
    }
  }
  return { ledgers: await Promise.all(ready.map(checked)), loops };
}

async function checked({ ledger, wallets, deadlocks: before }: Ready): Promise<Peers['ledgers'][number]> {
  const { name, settings } = ledger;
  const found = await sumOf(ledger, wallets);
  const deadlocks = await ledger.deadlocks();
  return {
    name,
    settings,
    wallets: wallets.length,
    funded: wallets.length * FUNDS,
    found,
    ...(before !== undefined && deadlocks !== undefined && { deadlocks: deadlocks - before }),
  };
}

async function sumOf(ledger: Ledger, wallets: readonly string[]): Promise<number> {
  const balances = await sideBySide(SIDE_BY_SIDE, wallets, (wallet) => ledger.balance(wallet));
  return Number(balances.reduce((sum, balance) => sum + balance, 0n));
}
