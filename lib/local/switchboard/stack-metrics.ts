import * as z from 'zod';
import { periodFor } from '../../cli/operator/console/periods.ts';
import type { Series } from '../../web/console/contract.ts';
import { Durations } from './durations.ts';

/** A line in CloudWatch's embedded metric format (lib/observability/metrics.ts). */
const Line = z.object({
  _aws: z.object({ Timestamp: z.number() }),
  service: z.string(),
  status: z.enum(['INVALID', 'FAILED', 'SUCCESSFUL']).optional().catch(undefined),
  transfers: z.number().optional(),
  time_to_final: z.number().optional(),
  open_transfers: z.number().optional(),
  sweeps: z.number().optional(),
  oldest_due_payment: z.number().optional(),
  oldest_erasure: z.number().optional(),
  books_balanced: z.number().optional(),
  commit_without_hold: z.number().optional(),
  refresh_tokens_reused: z.number().optional(),
  large_issues: z.number().optional(),
});
type Line = z.infer<typeof Line>;

/** The metrics whose last value alarms look at. */
const LAST = [
  'sweeps',
  'oldest_due_payment',
  'oldest_erasure',
  'books_balanced',
  'commit_without_hold',
  'refresh_tokens_reused',
  'large_issues',
] as const;

/** The last value of a metric. */
export interface LastValue {
  readonly service: string;
  readonly name: (typeof LAST)[number];
  readonly value: number;
  /** ms since 1970 */
  readonly at: number;
}

const BUCKET_S = 10;
const STORED_S = 24 * 60 * 60;

interface Bucket {
  readonly counts: { SUCCESSFUL: number; INVALID: number; FAILED: number };
  readonly durations: Durations;
  pending: number | undefined;
}
const newBucket = (): Bucket => ({
  counts: { SUCCESSFUL: 0, INVALID: 0, FAILED: 0 },
  durations: new Durations(),
  pending: undefined,
});

/**
 * What CloudWatch is in the cloud, for one local stack: the metrics in the lines that its processes
 * print, of the last day.
 */
export class StackMetrics {
  /** By the number of the part of the time. */
  readonly #buckets = new Map<number, Bucket>();
  readonly #last = new Map<string, LastValue>();

  /** Takes a line of a process. Most have no metrics, and cost next to nothing. */
  line(text: string): void {
    if (!text.includes('"_aws"')) return;
    const { data } = Line.safeParse(parsed(text));
    if (data) this.#take(data);
  }

  /** The newest value of each metric of each service. */
  get last(): readonly LastValue[] {
    return [...this.#last.values()];
  }

  /** @param now ms since 1970 */
  series(minutes: number, now: number): Series {
    const period = periodFor(minutes, BUCKET_S);
    const perPoint = period / BUCKET_S;
    // Whole points, so that a point does not change once it is over.
    const end = (Math.floor(now / 1000 / period) + 1) * perPoint;
    const count = Math.ceil((minutes * 60) / period);
    const points = Array.from({ length: count }, (_, n) => this.#point(end - (count - n) * perPoint, perPoint));
    return { source: 'stack', period_seconds: period, points };
  }

  #take(line: Line): void {
    const at = line._aws.Timestamp;
    const bucket = this.#bucketAt(at);
    if (line.transfers !== undefined && line.status) bucket.counts[line.status] += line.transfers;
    if (line.time_to_final !== undefined) bucket.durations.add(line.time_to_final);
    if (line.open_transfers !== undefined) bucket.pending = line.open_transfers;
    for (const name of LAST) {
      const value = line[name];
      if (value !== undefined) this.#last.set(`${line.service} ${name}`, { service: line.service, name, value, at });
    }
  }

  #bucketAt(ms: number): Bucket {
    const number = Math.floor(ms / 1000 / BUCKET_S);
    const there = this.#buckets.get(number);
    if (there) return there;
    const bucket = newBucket();
    this.#buckets.set(number, bucket);
    for (const old of this.#buckets.keys()) {
      if (old >= number - STORED_S / BUCKET_S) break;
      this.#buckets.delete(old);
    }
    return bucket;
  }

  #point(first: number, buckets: number): Series['points'][number] {
    const found = Array.from({ length: buckets }, (_, n) => this.#buckets.get(first + n)).filter(
      (one) => one !== undefined,
    );
    const sum = (status: keyof Bucket['counts']) => found.reduce((all, { counts }) => all + counts[status], 0);
    const durations = Durations.together(found.map((one) => one.durations));
    const pending = found.findLast((one) => one.pending !== undefined)?.pending;
    return {
      at: new Date(first * BUCKET_S * 1000).toISOString(),
      successful: sum('SUCCESSFUL'),
      invalid: sum('INVALID'),
      failed: sum('FAILED'),
      ...durations.summary,
      ...(pending !== undefined && { pending }),
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
