import { useEffect } from 'preact/hooks';
import { rememberCurrencies } from '../ui/currencies.ts';
import { knownCurrencyOf, rememberOwn } from './own-wallets.ts';
import { client } from './session.ts';

/** The wallets that are being read. Many rows of one view ask for the same. */
const reading = new Map<string, Promise<string | undefined>>();

/** Reads the currency of a wallet of the person, unless it is known. Undefined if that fails. */
export function currencyOf(id: string): Promise<string | undefined> {
  const known = knownCurrencyOf(id);
  if (known !== undefined) return Promise.resolve(known);
  const begun = reading.get(id) ?? read(id).finally(() => reading.delete(id));
  reading.set(id, begun);
  return begun;
}

async function read(id: string): Promise<string | undefined> {
  try {
    const wallet = await client.peek().wallet(id);
    rememberOwn([wallet]);
    return wallet.currency;
  } catch {
    return undefined;
  }
}

/** The currency of a wallet of the person; undefined until it is known, or if there is no such wallet. */
export function useCurrency(id: string): string | undefined {
  const known = knownCurrencyOf(id);
  useEffect(() => {
    if (known === undefined && id !== '') void currencyOf(id);
  }, [id, known]);
  return known;
}

/** Reads how the stage shows its currencies, once for the page. Without it Intl says. */
export function useListedCurrencies(): void {
  const api = client.value;
  useEffect(() => {
    const controller = new AbortController();
    api.currencies({ signal: controller.signal }).then(
      ({ currencies }) => rememberCurrencies(currencies),
      () => undefined,
    );
    return () => controller.abort();
  }, [api]);
}
