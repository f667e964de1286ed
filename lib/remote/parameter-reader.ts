import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type CallResult, callAwsRetrying } from './signed-call.ts';

const Found = z.object({ Parameter: z.object({ Value: z.string() }) });
const GET_PARAMETER = { service: 'ssm', target: 'AmazonSSM.GetParameter', version: '1.1', timeoutMs: 1_000 } as const;

/** Errors that may pass. */
const TRANSIENT = new Set(['ThrottlingException', 'InternalServerError', 'InternalFailure', 'ServiceUnavailable']);

/**
 * Reads parameters of AWS Systems Manager with the credentials in the function's environment. It
 * does not use the SDK's client, which knows 150 operations: loading that client takes longer than
 * all our own code at a first event (docs/performance.md).
 */
export class ParameterReader {
  readonly #pause: (ms: number) => Promise<unknown>;

  /** @param pause waits between two tries */
  constructor(pause: (ms: number) => Promise<unknown> = delay) {
    this.#pause = pause;
  }

  /**
   * The parameter's value, decrypted.
   * @throws Error with the service's error, or without one if it gave no usable response in three
   *   tries
   */
  async get(name: string): Promise<string> {
    return valueIn(name, await this.#read(name));
  }

  /**
   * The parameter's value, decrypted; undefined if there is no such parameter.
   * @throws Error as `get` does
   */
  async find(name: string): Promise<string | undefined> {
    const read = await this.#read(name);
    return 'error' in read && read.error === 'ParameterNotFound' ? undefined : valueIn(name, read);
  }

  #read(name: string): Promise<CallResult<z.infer<typeof Found>>> {
    const isFinal = (error: string) => !TRANSIENT.has(error);
    return callAwsRetrying(GET_PARAMETER, { Name: name, WithDecryption: true }, Found, {
      isFinal,
      pause: this.#pause,
    });
  }
}

function valueIn(name: string, read: CallResult<z.infer<typeof Found>>): string {
  if ('value' in read) return read.value.Parameter.Value;
  throw new Error(`Systems Manager does not give ${name}: ${read.error ?? 'no response'}`, { cause: read.response });
}
