import type { Item } from '../../../lib/local/database/values/values.ts';
import { number } from './items.ts';

/** The money on its way from a stripe to the main item: what it has given, less what was taken of it. */
export function inTransitOf(main: Item, stripe: Item, n: number): bigint {
  return number(stripe.given) - number(main.taken?.M?.[String(n)]);
}

/**
 * A wallet in stripes as one item, as it is for everybody outside its shard. Its posting is the one of
 * the item that is written.
 * @param stripes by number
 */
export function wholeItem(main: Item, stripes: ReadonlyMap<number, Item>, written: Item | undefined): Item {
  if (stripes.size === 0) return main;
  const { posting: _, ...whole } = main;
  const items = [main, ...stripes.values()];
  const spendable = [...stripes].reduce(
    (sum, [n, stripe]) => sum + number(stripe.spendable) + inTransitOf(main, stripe, n),
    number(main.spendable),
  );
  const sumOf = (name: 'posted' | 'seq') => items.reduce((sum, item) => sum + number(item[name]), 0n);
  const mapOf = (name: 'holds' | 'settled') => ({ M: Object.assign({}, ...items.map((item) => item[name]?.M)) });
  return {
    ...whole,
    spendable: { N: String(spendable) },
    holds: mapOf('holds'),
    settled: mapOf('settled'),
    ...(main.posted && { posted: { N: String(sumOf('posted')) }, seq: { N: String(sumOf('seq')) } }),
    ...(written?.posting && { posting: written.posting }),
  };
}
