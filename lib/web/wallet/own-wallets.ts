import { signal } from '@preact/signals';
import type { Wallet } from 'mib/client';
import { shortId } from '../ui/format.ts';

type Known = Pick<Wallet, 'wallet_id' | 'name' | 'currency'>;

/** The wallets that are known to be the person's: a link to another one would lead nowhere. */
const known = signal<ReadonlyMap<string, Known>>(new Map());

/** Remembers wallets of the person, and what they call them. */
export function rememberOwn(wallets: readonly Known[]): void {
  const before = known.peek();
  const isKnown = ({ wallet_id, name }: Known) => before.has(wallet_id) && before.get(wallet_id)?.name === name;
  if (wallets.every(isKnown)) return;
  known.value = new Map([...before, ...wallets.map((wallet) => [wallet.wallet_id, wallet] as const)]);
}

export function isKnownOwn(id: string): boolean {
  return known.value.has(id);
}

/** What the person calls their wallet, as far as it is known. */
export function nameOf(id: string): string | undefined {
  return known.value.get(id)?.name;
}

/** The currency of a wallet of the person, as far as it is known. */
export function knownCurrencyOf(id: string): string | undefined {
  return known.value.get(id)?.currency;
}

/** The name of a wallet of the person, or else the number of a wallet, short. */
export function calledOrNumber(id: string): string {
  return nameOf(id) ?? shortId(id);
}

/** Forgets them all: another person logs in. */
export function forgetOwn(): void {
  known.value = new Map();
}
