import { signal } from '@preact/signals';
import type { Wallet } from 'mib/client';
import { shortId } from '../ui/format.ts';

/** The wallets that are known to be the person's, with their names: a link to another one would lead nowhere. */
const known = signal<ReadonlyMap<string, string | undefined>>(new Map());

/** Remembers wallets of the person, and what they call them. */
export function rememberOwn(wallets: readonly Pick<Wallet, 'wallet_id' | 'name'>[]): void {
  const before = known.peek();
  const isKnown = ({ wallet_id, name }: Pick<Wallet, 'wallet_id' | 'name'>) =>
    before.has(wallet_id) && before.get(wallet_id) === name;
  if (wallets.every(isKnown)) return;
  known.value = new Map([...before, ...wallets.map(({ wallet_id, name }) => [wallet_id, name] as const)]);
}

export function isKnownOwn(id: string): boolean {
  return known.value.has(id);
}

/** What the person calls their wallet, as far as it is known. */
export function nameOf(id: string): string | undefined {
  return known.value.get(id);
}

/** The name of a wallet of the person, or else the number of a wallet, short. */
export function calledOrNumber(id: string): string {
  return nameOf(id) ?? shortId(id);
}

/** Forgets them all: another person logs in. */
export function forgetOwn(): void {
  known.value = new Map();
}
