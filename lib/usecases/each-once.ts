import type { Looks } from './owned-wallet.ts';

/**
 * A directory that looks each wallet up once. It is for one request: what it has seen becomes stale.
 * A look that fails is repeated by the next.
 */
export function eachOnce(directory: Looks): Looks {
  const remembering = <T>(look: (walletId: string) => Promise<T>) => {
    const looks = new Map<string, Promise<T>>();
    return (walletId: string): Promise<T> => {
      const known = looks.get(walletId);
      if (known) return known;
      const fresh = look(walletId).catch((error: unknown) => {
        looks.delete(walletId);
        throw error;
      });
      looks.set(walletId, fresh);
      return fresh;
    };
  };
  return {
    get: remembering((walletId) => directory.get(walletId)),
    glimpse: remembering((walletId) => directory.glimpse(walletId)),
  };
}
