import type { StoredValues } from '../aws/stored-values.ts';
import type { ChangeLog } from '../database/change-log.ts';
import type { Place } from '../database/stream-record.ts';
import { ForeignStream } from './foreign-stream.ts';
import type { RetryEnvironment } from './retry-environment.ts';
import { StreamsApi, StreamsError } from './streams-api.ts';

export interface ForeignStreamsOptions {
  /** The endpoint of the database. */
  readonly database: string;
  /** The ARNs of its streams, by table. */
  readonly arns: ReadonlyMap<string, string>;
  /** Of the mappings that read streams of its tables. */
  readonly logs: readonly ChangeLog[];
  /** Values of a namespace: what has been read of each shard of a stream. */
  readonly values: (namespace: string) => StoredValues;
  readonly nextPlace: () => Place;
  readonly retries: RetryEnvironment;
}

/**
 * Begins to copy the changes of a database elsewhere to the logs. Says which functions get none,
 * because the database has no streams.
 * @returns stops it
 */
export async function followForeignStreams(options: ForeignStreamsOptions): Promise<() => void> {
  const { database, arns, logs, values, nextPlace, retries } = options;
  const api = new StreamsApi(database);
  const started: ForeignStream[] = [];
  for (const [table, of] of Map.groupBy(logs, ({ mapping }) => mapping.table)) {
    const arn = arns.get(table);
    const positions = values(`stream-positions/${table}`);
    const stream = arn && new ForeignStream({ api, arn, logs: of, positions, nextPlace, retries });
    if (stream && (await hasStarted(stream))) started.push(stream);
    else {
      const functions = of.map(({ mapping }) => mapping.functionName).join(', ');
      retries.say(
        `the database at ${database} has no DynamoDB Streams, so that changes of ${table} reach no function: ${functions} will not run`,
      );
    }
  }
  return () => {
    for (const stream of started) stream.stop();
  };
}

/** @returns false if the database has no DynamoDB Streams */
async function hasStarted(stream: ForeignStream): Promise<boolean> {
  try {
    await stream.start();
    return true;
  } catch (error) {
    if (error instanceof StreamsError) return false;
    throw error;
  }
}
