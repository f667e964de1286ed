/**
 * The sweeper's first restart of a transfer or a wallet leaves its run enough time to end by
 * itself. Then the pause doubles up to an hour, so that a shard that stays down is not flooded.
 */
export const FIRST_DUE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** @param attempts how often the sweeper has restarted it already */
export function nextDueAt(now: number, attempts: number): number {
  return now + Math.min(FIRST_DUE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);
}

/**
 * Unfinished transfers and wallets are spread over a few index partitions, because each takes at
 * most 1,000 writes a second
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html).
 */
export const UNFINISHED_PARTITIONS = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;

/** The partition of an id, by its last character: it is random in a ULID and even in numbers. */
export function unfinishedPartition(id: string): string {
  return String((id.codePointAt(id.length - 1) ?? 0) % UNFINISHED_PARTITIONS.length);
}
