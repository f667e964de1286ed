import type * as z from 'zod/mini';
import { addLogFields, withLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import { putShardError } from '../observability/metrics.ts';
import { ShardUnavailable } from '../remote/shard-errors.ts';

/** A task of a state machine. */
interface Task<S extends z.ZodMiniType, R> {
  /** The name in the log line. */
  readonly name: string;
  /** The payload. */
  readonly input: S;
  /** What the log line says of the payload: the id of its transfer. */
  readonly about: (input: z.output<S>) => { readonly tx_id?: string | undefined };
  /**
   * Does the task.
   * @param now when it started, in ms since 1970
   * @param isAbout tells the one shard that the task asks, for the log line
   * @throws Error for the state machine to retry
   */
  readonly run: (input: z.output<S>, now: number, isAbout: (shard: number) => void) => Promise<R>;
  /** What the log line says of the result; by default all of it. */
  readonly logged?: (result: R) => unknown;
}

/**
 * A Lambda behind one task of a state machine: parses the event, does the task, and writes one log
 * line with the transfer's id. It counts the shard of a task about one shard that is unavailable.
 */
export function task<S extends z.ZodMiniType, R>(declared: Task<S, R>): (event: unknown) => Promise<R> {
  const { name, input: schema, about, run, logged = (result: R): unknown => result } = declared;
  return (event) =>
    withLogFields(async () => {
      const startedAt = Date.now();
      const input = schema.parse(event);
      const { tx_id } = about(input);
      let shard: number | undefined;
      if (tx_id !== undefined) addLogFields({ tx_id });
      try {
        const result = await run(input, startedAt, (asked) => {
          shard = asked;
        });
        logger.info('task', { task: name, shard, result: logged(result), duration_ms: Date.now() - startedAt });
        return result;
      } catch (error) {
        logger.warn('task failed', { task: name, shard, duration_ms: Date.now() - startedAt, error: asError(error) });
        if (error instanceof ShardUnavailable && shard !== undefined) putShardError(shard);
        throw error;
      }
    });
}
