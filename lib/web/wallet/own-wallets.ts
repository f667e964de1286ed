import { signal } from '@preact/signals';

/** The wallets that are known to be the person's: a link to another one would lead nowhere. */
const known = signal<ReadonlySet<string>>(new Set());

/** Remembers wallets of the person. */
export function rememberOwn(ids: readonly string[]): void {
  const news = ids.filter((id) => !known.peek().has(id));
  if (news.length > 0) known.value = new Set([...known.peek(), ...news]);
}

export function isKnownOwn(id: string): boolean {
  return known.value.has(id);
}

/** Forgets them all: another person logs in. */
export function forgetOwn(): void {
  known.value = new Set();
}
