import * as z from 'zod/mini';
import type { ReserveOutcome } from './reserve-outcome.ts';
import { initiationOf } from './transfer.ts';

/** Which shard responded to a task, and when (ms since 1970). */
export interface ShardResponse {
  readonly shard: number;
  readonly at: number;
}

/**
 * What a reserve of a leg came to, as the state machine gets it and as the journal stores it with
 * each transfer: without an empty note, and with the response in few bytes.
 * @param outcome undefined if no response came
 */
export function storedReserve(txId: string, outcome: ReserveOutcome | undefined, response: ShardResponse): object {
  const at = stored(txId, response);
  if (outcome === undefined) return { unconfirmed: true, at };
  return { outcome: outcome.outcome, ...(outcome.note && { note: outcome.note }), at };
}

/** The same of settling. `first` is stored only where it is false. */
export function storedSettle(txId: string, { first }: { readonly first: boolean }, response: ShardResponse): object {
  return { settled: true, ...(!first && { first }), at: stored(txId, response) };
}

/** `1+226`: shard 1 responded 226 ms after the initiation of the transfer. Clocks may differ. */
function stored(txId: string, { shard, at }: ShardResponse): string {
  return `${shard}+${at - initiationOf(txId)}`;
}

const StoredResponse = z.pipe(
  z.string().check(z.regex(/^\d{1,9}\+-?\d{1,13}$/)),
  z.transform((text) => {
    const [shard, ms] = text.split('+').map(Number);
    return { shard: shard ?? 0, ms: ms ?? 0 };
  }),
);

/** That of a function of an older version has no response. It is as if nothing were stored. */
const Result = z.union([
  // The state machine itself writes a time, if no function told which shards responded.
  z.object({ unconfirmed: z.literal(true), at: z.union([z.iso.datetime(), StoredResponse]) }),
  z.object({ outcome: z.string(), at: StoredResponse }),
  z.object({ settled: z.literal(true), first: z._default(z.boolean(), true), at: StoredResponse }),
]);
export type LegResult = z.infer<typeof Result>;

/** In a transfer of an older version, a credit that waited for its debit has its result in here. */
const Waited = z.object({ waited: z.unknown() });

/**
 * The stored results, one for each leg in their order; undefined where none is stored. A single
 * result that is no list is that of every leg.
 * @param json as it is stored
 */
export function legResults(json: string | undefined, legs: number): (LegResult | undefined)[] {
  const value = parsed(json);
  return Array.from({ length: legs }, (_, n) => {
    const result: unknown = Array.isArray(value) ? value[n] : value;
    return Result.safeParse(Waited.safeParse(result).data?.waited ?? result).data;
  });
}

/** The stored results as they are, without reading them; none if there is no list. */
export function storedResults(json: string | undefined): readonly unknown[] {
  const value = parsed(json);
  return Array.isArray(value) ? value : [];
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
