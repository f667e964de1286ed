import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';

/** One metric to read. */
export interface MetricQuery {
  /** Of the result: letters, digits and _, a letter first. */
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, `p99`, … */
  readonly statistic: string;
}

/** The state of a deployed alarm. */
export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: Date | undefined;
  /** What CloudWatch says about it. */
  readonly reason: string;
}

/** Metrics and alarms of one region, with the rights of an operator. No function reads them. */
export class CloudWatch {
  readonly #client: CloudWatchClient;

  constructor(region: string) {
    this.#client = new CloudWatchClient({ region });
  }

  /**
   * Reads metrics over a time, by their ids. One request: CloudWatch returns up to 100,800 values.
   * @param times in ms since 1970
   */
  async metrics(
    queries: readonly MetricQuery[],
    { from, to, periodSeconds }: { from: number; to: number; periodSeconds: number },
  ): Promise<ReadonlyMap<string, readonly { readonly at: number; readonly value: number }[]>> {
    const { MetricDataResults = [] } = await this.#client.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queries.map((query) => dataQuery(query, periodSeconds)),
      }),
    );
    return new Map(
      MetricDataResults.map(({ Id = '', Timestamps = [], Values = [] }) => [
        Id,
        Timestamps.map((time, n) => ({ at: time.getTime(), value: Values[n] ?? 0 })),
      ]),
    );
  }

  /** The alarms whose names begin so, at most 100: a stack has about a dozen. */
  async alarms(prefix: string): Promise<AlarmState[]> {
    const { MetricAlarms = [] } = await this.#client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm'], MaxRecords: 100 }),
    );
    return MetricAlarms.map(
      ({ AlarmName = '', StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp, ...more }) => ({
        name: AlarmName,
        state: StateValue ?? 'INSUFFICIENT_DATA',
        since: StateTransitionedTimestamp ?? StateUpdatedTimestamp,
        reason: more.StateReason ?? '',
      }),
    );
  }
}

function dataQuery({ id, namespace, metric, dimensions, statistic }: MetricQuery, Period: number): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: id,
    MetricStat: { Metric: { Namespace: namespace, MetricName: metric, Dimensions }, Period, Stat: statistic },
  };
}
