import type { Looks } from './owned-wallet.ts';

/**
 * A directory that looks each wallet up once. It is for one request: what it has seen becomes stale.
 * A look that fails is repeated by the next.
 */
export function eachOnce(directory: Looks): Looks {
  return {
    get: remembering((walletId) => directory.get(walletId)),
    glimpse: remembering((walletId) => directory.glimpse(walletId)),
  };
}

/** A look that is made once for each key. One that fails is repeated by the next. */
export function remembering<T>(look: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const looks = new Map<string, Promise<T>>();
  return (key) => {
    const known = looks.get(key);
    if (known) return known;
    const fresh = look(key).catch((error: unknown) => {
      looks.delete(key);
      throw error;
    });
    looks.set(key, fresh);
    return fresh;
  };
}
