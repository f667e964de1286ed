import type { Overview, Series } from '../../../web/console/contract.ts';

/** The state of an alarm that CloudWatch evaluates. */
export interface MeasuredAlarm {
  readonly state: 'ok' | 'alarm' | 'unknown';
  readonly since?: string;
  readonly measured?: string;
}

/** The last value of a metric, and when it was measured (ms since 1970). */
export interface LastValue {
  readonly service: string;
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

/** What is measured about a stage: by CloudWatch, or by the switchboard of a local stack. */
export interface Measurements {
  readonly series: (minutes: number) => Promise<Series>;
  /** What the hourly audits of the stage found, oldest first. Empty on a local stack. */
  readonly booksChecks: () => Promise<Overview['books']['history']>;
  /** The alarms of a stage, by their whole names; undefined where CloudWatch does not evaluate them. */
  readonly alarms: () => Promise<ReadonlyMap<string, MeasuredAlarm> | undefined>;
  /** The last values of a local stack's metrics. Empty on a stage. */
  readonly last: () => Promise<readonly LastValue[]>;
}

/** Where nothing is measured: a local stack without its switchboard. */
export const NOTHING_MEASURED: Measurements = {
  series: async () => ({ source: 'none', period_seconds: 60, points: [] }),
  booksChecks: async () => [],
  alarms: async () => undefined,
  last: async () => [],
};
