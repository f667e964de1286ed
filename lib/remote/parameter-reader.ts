import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { callAws } from './signed-call.ts';

const Found = z.object({ Parameter: z.object({ Value: z.string() }) });
const Failed = z.object({ __type: z.string() });

/** Tries and waits as in the clients of the SDK. */
const MAX_TRIES = 3;
const WAIT_MS = 100;
const GET_PARAMETER = { service: 'ssm', target: 'AmazonSSM.GetParameter', version: '1.1', timeoutMs: 1_000 } as const;

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
   * @throws Error with the service's reason, or without one if it gave no usable response in three
   *   tries
   */
  async get(name: string): Promise<string> {
    const read = await this.#read(name);
    if ('value' in read) return read.value;
    throw new Error(`Systems Manager does not give ${name}: ${read.reason ?? 'no response'}`, { cause: read.response });
  }

  /**
   * The parameter's value, decrypted; undefined if there is no such parameter.
   * @throws Error as `get` does
   */
  async find(name: string): Promise<string | undefined> {
    const read = await this.#read(name);
    if ('value' in read) return read.value;
    if (read.reason === 'ParameterNotFound') return undefined;
    throw new Error(`Systems Manager does not give ${name}: ${read.reason ?? 'no response'}`, { cause: read.response });
  }

  async #read(name: string): Promise<{ value: string } | { reason: string | undefined; response: unknown }> {
    for (let tried = 1; ; tried++) {
      const response = await callAws(GET_PARAMETER, { Name: name, WithDecryption: true }).catch(
        (error: unknown) => error,
      );
      const found = Found.safeParse(response);
      if (found.success) return { value: found.data.Parameter.Value };
      const reason = Failed.safeParse(response).data?.__type.split('#').at(-1);
      const transient = reason === undefined || TRANSIENT.has(reason);
      if (!transient || tried === MAX_TRIES) return { reason, response };
      await this.#pause(Math.random() * WAIT_MS * 2 ** tried);
    }
  }
}

/** Reasons that may pass. */
const TRANSIENT = new Set(['ThrottlingException', 'InternalServerError', 'InternalFailure', 'ServiceUnavailable']);
