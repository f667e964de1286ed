import { type AuditedWallet, walletTwice } from '../domain/audit.ts';
import { stillLive } from '../domain/wallet-sightings.ts';
import { type AuditRun, auditWallet, isMet } from './audit-wallet.ts';
import { sideBySide } from './side-by-side.ts';
import { unlessMoving } from './unless-moving.ts';

/** Wallets that are read again at the same time. */
const AT_ONCE = 16;
/** Tries to meet a wallet that is moving, each a second after the one before. */
const ARRIVAL_TRIES = 5;

/**
 * A wallet that is met on a second shard has moved since it was met on the first. If it has not, both
 * shards have it.
 * @throws ShardUnavailable
 */
export async function checkOnce(run: AuditRun, shard: number, wallets: readonly AuditedWallet[]): Promise<void> {
  const { shards, clock, findings } = run;
  const live = wallets.filter(({ moving }) => !moving);
  await sideBySide(AT_ONCE, live, async (wallet) => {
    const { walletId } = wallet;
    for (let other = 0; other < shards.count; other++) {
      if (other === shard) continue;
      const [there] = (await shards.listed(walletId, other, clock())).wallets;
      if (!there || there.moving) continue;
      // It was here all the time in between, if no move has written it since.
      const here = stillLive({ shard, wallet }, (await shards.listed(walletId, shard, clock())).wallets);
      if (here) findings.push(walletTwice([there, here]));
    }
  });
}

/**
 * Audits wallets that no page had: the new shard was read before the wallet came, and the old one after
 * it had left.
 * @param moved see ReadShard
 * @returns whether there was time for all of them
 * @throws ShardUnavailable
 */
export async function auditMissed(run: AuditRun, moved: readonly string[]): Promise<boolean> {
  for (const text of moved) {
    const [shard = '', walletId = ''] = text.split(' ');
    if (isMet(run, walletId)) continue;
    if (!run.hasTime()) return false;
    const current = run.shards.current(walletId, run.clock, Number(shard));
    const wallet = await unlessMoving(current.then((found) => found ?? 'nowhere'));
    if (wallet === undefined) leaveMoving(run, walletId);
    // One that is nowhere is missing.
    else if (wallet !== 'nowhere') await auditWallet(run, wallet, () => run.hasTime());
    await run.afterPage();
  }
  return true;
}

/** Leaves a wallet that no shard has now to a later look. */
export function leaveMoving({ heads }: AuditRun, walletId: string): 'away' {
  heads.set(walletId, undefined, 'behind');
  return 'away';
}

/**
 * Waits a little for a wallet that was moving. One that does not arrive is left to the next audit: as the
 * books have it, it is behind.
 * @throws ShardUnavailable
 */
export async function auditArrived(run: AuditRun, walletId: string): Promise<void> {
  for (let tries = 1; tries <= ARRIVAL_TRIES && run.hasTime(); tries++) {
    const wallet = await unlessMoving(run.shards.current(walletId, run.clock));
    if (wallet && !wallet.moving && (await auditWallet(run, wallet, () => run.hasTime(), 'again')) !== 'away') return;
    await run.pause();
  }
}
