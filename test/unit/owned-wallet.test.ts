import type { DirectoryEntry } from '../../lib/store/directory.ts';
import { readableWallet } from '../../lib/usecases/owned-wallet.ts';

const WALLET: DirectoryEntry = { walletId: '7', owner: 'ann', shard: 1, status: 'ACTIVE', createdAt: '2026-11-26' };

/** A directory whose eventually consistent reads are behind, and what was asked of it. */
function directory(stale: DirectoryEntry | undefined, now: DirectoryEntry | undefined) {
  const asked: string[] = [];
  const look = (kind: string, found: DirectoryEntry | undefined) => async () => {
    asked.push(kind);
    return found;
  };
  return { asked, glimpse: look('stale', stale), get: look('now', now) };
}

describe('a wallet to read', () => {
  it('takes one eventually consistent look, if that shows the user an active wallet', async () => {
    const looks = directory(WALLET, WALLET);
    expect(await readableWallet(looks, 'ann', '7')).toEqual(WALLET);
    expect(looks.asked).toEqual(['stale']);
  });

  it.each([
    ['is not there yet', undefined],
    ['is not active yet', { ...WALLET, status: 'CREATING' }],
    ['belonged to another user', { ...WALLET, owner: 'bob' }],
  ] as const)('is found by a second, strongly consistent look if it %s by the first', async (_, stale) => {
    const looks = directory(stale, WALLET);
    expect(await readableWallet(looks, 'ann', '7')).toEqual(WALLET);
    expect(looks.asked).toEqual(['stale', 'now']);
  });

  it.each([
    ['missing', undefined],
    ['foreign', { ...WALLET, owner: 'bob' }],
  ])('is not found if it is %s by both looks', async (_, now) => {
    await expect(readableWallet(directory(now, now), 'ann', '7')).rejects.toMatchObject({ code: 'wallet_not_found' });
  });

  it('is not looked for under a malformed id', async () => {
    const looks = directory(WALLET, WALLET);
    await expect(readableWallet(looks, 'ann', 'x')).rejects.toMatchObject({ code: 'wallet_not_found' });
    expect(looks.asked).toEqual([]);
  });
});
