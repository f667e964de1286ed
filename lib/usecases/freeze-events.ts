import { MibError } from '../domain/errors.ts';
import type { AwaitedFreeze } from '../domain/user-delivery.ts';
import { walletEvent } from '../domain/wallet-event.ts';
import { asError, logger } from '../observability/logger.ts';
import { notTaken, type Queue } from '../remote/queue.ts';
import type { Shards, ShownControls } from '../remote/shards.ts';
import type { WalletEvents } from '../store/wallet-events.ts';
import { secondsToNextLook } from './next-look.ts';

/**
 * A shard stores a freeze, and the orchestrator publishes it. So that no crash in between loses an event:
 *
 * 1. Before a change, what the wallet has is recorded, and a look at what it will have is queued.
 * 2. The shard changes the controls that were read, and no others. So each state is recorded, or a look
 *    at it is queued, before another one replaces it.
 * 3. After the change its event is recorded. If that did not happen, the look records it.
 *
 * An event is one item, put once. The stream of the items publishes it.
 */

/** Where the events of freezes are recorded, and the queue of the looks. */
export interface FreezeRecords {
  readonly events: Pick<WalletEvents, 'add'>;
  readonly looks: Pick<Queue, 'send'>;
}

/**
 * The time from which on no request of a change has an effect: its token is valid for a minute, and
 * clocks differ by less than a minute.
 */
const LOOK_AFTER_S = 180;

/** What a look needs. */
export interface LookPorts extends FreezeRecords {
  readonly shards: Pick<Shards, 'controls'>;
  /** ms since 1970 */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/**
 * Prepares for a change of a wallet's freezes.
 * @param shown the controls that are about to change
 * @throws MibError unavailable if the look is not queued. Nothing is changed then.
 */
export async function expectFreeze(
  { events, looks }: FreezeRecords,
  walletId: string,
  shown: ShownControls,
  now: number,
): Promise<void> {
  const since = new Date(now).toISOString();
  const body: AwaitedFreeze = { await_freeze: { wallet_id: walletId, version: shown.version, since, failures: 0 } };
  const [refused] = await Promise.all([
    looks.send([{ body, delaySeconds: LOOK_AFTER_S, group: walletId }]),
    record(events, walletId, shown),
  ]);
  if (refused.size === 0) return;
  const cause = notTaken(refused, 'the queue did not take a look at a freeze');
  logger.warn('freeze not changed', { wallet_id: walletId, error: cause });
  throw new MibError('unavailable', { cause });
}

/** Records the event of a change that is done. If it fails, the look that was queued does it. */
export async function freezeChanged({ events }: FreezeRecords, walletId: string, shown: ShownControls): Promise<void> {
  try {
    await record(events, walletId, shown);
  } catch (error) {
    logger.warn('event of a freeze not recorded', { wallet_id: walletId, error: asError(error) });
  }
}

/**
 * Records what came of a change, if that was not done.
 * @throws Error after a day without a response of the shard: the message becomes a dead letter
 */
export async function lookAtFreeze(ports: LookPorts, { await_freeze: wait }: AwaitedFreeze): Promise<void> {
  const { wallet_id: walletId, version } = wait;
  let shown: ShownControls | undefined;
  try {
    shown = await ports.shards.controls(walletId, ports.now());
  } catch (error) {
    logger.warn('controls not read', { wallet_id: walletId, error: asError(error) });
    return lookAgain(ports, wait);
  }
  if (shown?.freezeChange && shown.freezeChange.version > version) return record(ports.events, walletId, shown);
  // A message may be received before its time: its request could still come.
  const left = LOOK_AFTER_S - Math.floor((ports.now() - Date.parse(wait.since)) / 1_000);
  if (left > 0) await queueLook(ports, { await_freeze: wait }, left);
}

async function lookAgain({ looks, now, random }: LookPorts, wait: AwaitedFreeze['await_freeze']): Promise<void> {
  const delaySeconds = secondsToNextLook(wait, { now: now(), random: random() });
  if (delaySeconds === undefined) throw new Error(`the shard of wallet ${wait.wallet_id} gave no response for a day`);
  await queueLook({ looks }, { await_freeze: { ...wait, failures: wait.failures + 1 } }, delaySeconds);
}

async function queueLook(
  { looks }: Pick<LookPorts, 'looks'>,
  body: AwaitedFreeze,
  delaySeconds: number,
): Promise<void> {
  const refused = await looks.send([{ body, delaySeconds, group: body.await_freeze.wallet_id }]);
  if (refused.size > 0) throw notTaken(refused, 'the queue did not take a look at a freeze');
}

async function record(events: Pick<WalletEvents, 'add'>, walletId: string, shown: ShownControls): Promise<void> {
  const event = walletEvent(walletId, shown);
  if (event) await events.add(event);
}
