import { userInfo } from 'node:os';
import { ulid } from 'ulid';
import { ConfigurationError, errorLines } from '../../../config/configuration-error.ts';
import { readEnvironment, required } from '../../../config/environment.ts';
import type { Intent } from '../../../domain/operator-log.ts';
import { callerIdentity } from '../../../remote/caller-identity.ts';
import { documents } from '../../../store/documents.ts';
import { OperatorLog } from '../../../store/operator-log.ts';
import { connect, type OperatorOptions, operatorLogTable } from '../connection.ts';

/** What an operator does, in words for the log. */
export type Act = Omit<Intent, 'kind'>;

/** Where operators' acts are logged. */
export interface Logging {
  readonly log: OperatorLog;
  /** Who acts. It is asked once. */
  readonly by: () => Promise<string>;
  /** ms since 1970 */
  readonly now: () => number;
}

/**
 * The log of a stage. On a deployed one the operator is who AWS says; on a local one, the user of this
 * machine.
 * @throws ConfigurationError if no local stack runs
 */
export function loggingOf(options: OperatorOptions, now: () => number = Date.now): Logging {
  const local = options.stage === 'local';
  let asked: Promise<string> | undefined;
  const by = () => {
    asked ??= local ? Promise.resolve(userInfo().username) : callerIdentity();
    return asked;
  };
  return { log: operatorLogOf(options), by, now };
}

/**
 * The log of a stage, to read.
 * @throws ConfigurationError if no local stack runs
 */
export function operatorLogOf(options: OperatorOptions): OperatorLog {
  if (options.stage !== 'local')
    return new OperatorLog(documents(), process.env.OPERATOR_LOG_TABLE ?? operatorLogTable(options.stage));
  connect(options);
  return new OperatorLog(documents(), readEnvironment({ OPERATOR_LOG_TABLE: required }).OPERATOR_LOG_TABLE);
}

/**
 * Logs an act before it is done, and how it ended. What cannot be logged before is not done. A process
 * that is stopped in between leaves the first entry without the second.
 * @param run a text that it returns is in the log, as the detail of the outcome
 * @throws what `run` throws, once that is logged
 */
export async function logged<T>({ log, by, now }: Logging, act: Act, run: () => Promise<T>): Promise<T> {
  const made = async () => ({ id: ulid(now()), at: now(), by: await by() });
  const { seq } = await log.append({ kind: 'intent', ...act }, await made()).catch(toldOfTable);
  const end = async (result: 'done' | 'failed', detail?: string) => {
    const more = detail === undefined ? {} : { detail: [...detail].slice(0, MOST_CHARACTERS).join('') };
    await log.append({ kind: 'outcome', of: seq, result, ...more }, await made());
  };
  let value: T;
  try {
    value = await run();
  } catch (error) {
    await end('failed', errorLines(error).join('; '));
    throw error;
  }
  try {
    await end('done', typeof value === 'string' ? value : undefined);
  } catch (error) {
    const [line = ''] = errorLines(error);
    throw new Error(`it is done, and entry ${seq} of the operator log does not say so: ${line}`, { cause: error });
  }
  return value;
}

const MOST_CHARACTERS = 500;

function toldOfTable(error: unknown): never {
  if (error instanceof Error && error.name === 'ResourceNotFoundException')
    throw new ConfigurationError(['the stage has no operator log: deploy this version, or start it, first']);
  throw error;
}
