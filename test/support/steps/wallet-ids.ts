import { randomInt } from 'node:crypto';

/** An unused wallet id on the given shard, or on any shard. */
export function freshWalletId({
  shard,
  shardCount,
  digits = 20,
}: {
  shard?: number | undefined;
  shardCount: number;
  digits?: number;
}): string {
  const random = BigInt(
    Array.from({ length: digits }, (_, n) => randomInt(n === 0 ? 1 : 0, n === 0 ? 9 : 10)).join(''),
  );
  if (shard === undefined) return random.toString();
  const count = BigInt(shardCount);
  return (random - (random % count) + BigInt(shard)).toString();
}
