import { finishableAt, type Growth, shardsText } from '../domain/growth.ts';
import { numberOf } from '../domain/number-of.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { Shards } from '../remote/shards.ts';
import type { MoveWalletsWorkflow } from '../remote/workflows.ts';
import type { Directory } from '../store/directory.ts';
import type { Growths } from '../store/growths.ts';
import { checkPlaces } from './check-places.ts';

/** Why a growth cannot begin or change. The text is for an operator. */
export class GrowthRefused extends Error {
  override readonly name = 'GrowthRefused';
}

interface Stores {
  readonly growths: Pick<Growths, 'get' | 'begin' | 'change' | 'readAgain'>;
  readonly workflow: Pick<MoveWalletsWorkflow, 'start'>;
}

/** For a change of a growth where there is none. */
export const NO_GROWTH = 'the number of shards does not change now: see "shards show"';

const ALL_MOVED = 'all wallets are moved already: see "shards finish"';

/** The numbers of shards before and after a growth. */
export interface Step {
  readonly from: number;
  readonly to: number;
}

/**
 * The step from the shards that new wallets have now.
 * @param last the last growth, if there was any
 * @param addresses how many shards the stage has
 * @throws GrowthRefused if another growth is not finished, or the stage has not as many shards
 */
export function nextStep(last: Growth | undefined, to: number, addresses: number): Step {
  if (last && last.state !== 'finished') {
    const { from, to: target } = last;
    throw new GrowthRefused(
      `the growth from ${from} to ${shardsText(target)} is not finished: finish it, or turn it back`,
    );
  }
  const from = last?.to ?? addresses;
  if (to > addresses)
    throw new GrowthRefused(
      `the stage has ${shardsText(addresses)}: deploy it with --shards ${to} first, or start it with npm start -- --shards ${to}`,
    );
  if (from > addresses) throw new GrowthRefused(`wallets are on ${shardsText(from)}, and the stage has ${addresses}`);
  if (to === from) throw new GrowthRefused(`the wallets are on ${shardsText(to)} already`);
  return { from, to };
}

/**
 * The step back of a growth that is not finished.
 * @throws GrowthRefused if it is finished, or there was none
 */
export function stepBack({ from, to, state }: Pick<Growth, 'from' | 'to' | 'state'>): Step {
  if (state === 'finished' && from === to) throw new GrowthRefused(NO_GROWTH);
  if (state === 'finished')
    throw new GrowthRefused(`the growth to ${shardsText(to)} is finished: grow to ${from} instead`);
  return { from: to, to: from };
}

/**
 * Begins a growth, and starts a mover for each shard. Movers that do not start are started by the sweeper.
 * @param now ms since 1970
 * @throws GrowthRefused if another operator was first
 */
export async function beginGrowth(
  { growths, workflow }: Pick<Stores, 'growths' | 'workflow'>,
  last: Growth | undefined,
  step: Step & Pick<Growth, 'perSecond' | 'expected'>,
  now: number,
): Promise<Growth> {
  const growth = await growths.begin(last, step, now);
  if (!growth) throw new GrowthRefused('another growth has begun');
  await start(workflow, growth);
  return growth;
}

/**
 * Lets a paused growth go on.
 * @throws GrowthRefused if none is to move
 */
export async function resumeGrowth({ growths, workflow }: Stores): Promise<Growth> {
  const growth = await changed(growths, { state: 'moving' });
  await start(workflow, growth);
  return growth;
}

/**
 * Pauses a growth: its movers end after their page, and a wallet that is moving then arrives.
 * @throws GrowthRefused if none is moving
 */
export function pauseGrowth({ growths }: Pick<Stores, 'growths'>): Promise<Growth> {
  return changed(growths, { state: 'paused' });
}

/** @throws GrowthRefused if no growth moves wallets */
export function slowGrowth({ growths }: Pick<Stores, 'growths'>, perSecond: number): Promise<Growth> {
  return changed(growths, { perSecond });
}

/** Changes a growth that has wallets to move. It may be repeated. */
async function changed(
  growths: Stores['growths'],
  change: Partial<Pick<Growth, 'state' | 'perSecond'>>,
): Promise<Growth> {
  const growth = await unfinished(growths);
  if (!(await growths.change(growth.op, { ...change, after: ['moving', 'paused'] })))
    throw new GrowthRefused(ALL_MOVED);
  return { ...growth, ...change };
}

async function unfinished(growths: Pick<Growths, 'get'>): Promise<Growth> {
  const growth = await growths.get();
  if (!growth || growth.state === 'finished') throw new GrowthRefused(NO_GROWTH);
  return growth;
}

async function start(workflow: Pick<MoveWalletsWorkflow, 'start'>, { op, parts }: Growth): Promise<void> {
  await Promise.allSettled(parts.map(({ done }, shard) => (done ? undefined : workflow.start({ op, shard }))));
}

/** What keeps a growth from its end; empty if it is finished. */
export type Unfinished = readonly string[];

/**
 * Finishes a growth: every wallet of every shard is where it belongs and where the directory says, none is
 * moving, none is about to be created elsewhere, and the audit balances. Wallets that are not are moved
 * first. It may be repeated, and two may run.
 * @param audit whether the books balance now
 * @throws ShardUnavailable, GrowthRefused if its wallets are not moved yet, or another growth has begun
 */
export async function finishGrowth(
  {
    growths,
    workflow,
    shards,
    directory,
    audit,
  }: Stores & {
    readonly shards: Pick<Shards, 'walletPage'>;
    readonly directory: Pick<Directory, 'creating' | 'placesOf' | 'moveTo'>;
    readonly audit: () => Promise<boolean>;
  },
  clock: () => number,
): Promise<Unfinished> {
  const growth = await unfinished(growths);
  const { op, to } = growth;
  if (growth.state !== 'moved') throw new GrowthRefused('not all wallets are moved yet: see "shards show"');
  const early = finishableAt(growth) - clock();
  if (early > 0) return [`requests from before the growth may still run: repeat it in ${Math.ceil(early / 1000)} s`];
  // Before the wallets are read: one that is created meanwhile is read then.
  const late = (await directory.creating()).filter(({ walletId, shard }) => shardOf(walletId, to) !== shard);
  if (late.length > 0)
    return [
      numberOf(
        late.length,
        'wallet is still being created on the shard that it had before',
        'wallets are still being created on the shard that they had before',
      ),
    ];
  const strayed = await checkPlaces({ shards, directory }, growth, clock);
  if (strayed > 0) {
    await growths.readAgain(op);
    const again = await growths.get();
    if (again?.op === op) await start(workflow, again);
    return [
      `${numberOf(strayed, 'wallet is not where it belongs, and is', 'wallets are not where they belong, and are')} moved now`,
    ];
  }
  if (!(await audit())) return ['the books do not balance'];
  if (!(await growths.change(op, { state: 'finished', endedAt: clock(), after: ['moved'] }))) {
    const now = await growths.get();
    if (now?.op !== op) throw new GrowthRefused('another growth has begun');
    if (now.state !== 'finished') return ['another operator has had the wallets read again'];
  }
  return [];
}
