/**
 * The sweeper's first restart of a transfer or a wallet leaves its run enough time to end by
 * itself. Then the pause doubles up to an hour, so that a shard that stays down is not flooded.
 */
export const FIRST_DUE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** @param attempts how often the sweeper has restarted it already */
export function nextDueAt(now: number, attempts: number): number {
  return now + pauseAfter(attempts);
}

function pauseAfter(attempts: number): number {
  return Math.min(FIRST_DUE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);
}

/**
 * From when on it has been due or restarted, at the latest. A sweep comes up to a minute after each
 * due time, which this leaves out.
 */
export function restartedSince(dueAt: number, attempts: number): number {
  let since = dueAt;
  for (let attempt = 0; attempt <= attempts; attempt++) since -= pauseAfter(attempt);
  return since;
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

/** Those of authorised transfers that wait for their capture, and are due when they expire. */
export const WAITING_PARTITIONS = UNFINISHED_PARTITIONS.map(waitingPartition);
/** Those of authorised transfers that are captured or end without it. They may be weeks old. */
export const ENDING_PARTITIONS = UNFINISHED_PARTITIONS.map(endingPartition);
/** Those of all transfers in flight. */
export const IN_FLIGHT_PARTITIONS: readonly string[] = [...UNFINISHED_PARTITIONS, ...ENDING_PARTITIONS];

export function waitingPartition(partition: string): string {
  return `w${partition}`;
}

export function endingPartition(partition: string): string {
  return `e${partition}`;
}
