import { setTimeout as delay } from 'node:timers/promises';
import aws4 from 'aws4';
import * as z from 'zod/mini';
import { sendJson } from './send.ts';

const Found = z.object({ Parameter: z.object({ Value: z.string() }) });
const Failed = z.object({ __type: z.string() });

/** As many as the clients of the SDK make, with waits like theirs. */
const MAX_TRIES = 3;
const WAIT_MS = 100;
const TRY_TIMEOUT_MS = 1_000;

/**
 * Reads parameters of AWS Systems Manager with what Lambda puts into a function's environment. Not by the SDK's client, which knows 150
 * operations: to load it for this one takes longer than everything else that a first event needs of ours (docs/performance.md).
 */
export class ParameterReader {
  readonly #pause: (ms: number) => Promise<unknown>;

  /** @param pause waits between two tries */
  constructor(pause: (ms: number) => Promise<unknown> = delay) {
    this.#pause = pause;
  }

  /**
   * The parameter's value, decrypted.
   * @throws Error with the service's reason, or without one if it gave no answer that can be used in three tries
   */
  async get(name: string): Promise<string> {
    for (let tried = 1; ; tried++) {
      const answer = await call({ Name: name, WithDecryption: true }).catch((error: unknown) => error);
      const found = Found.safeParse(answer);
      if (found.success) return found.data.Parameter.Value;
      const reason = Failed.safeParse(answer).data?.__type.split('#').at(-1);
      const passing = reason === undefined || PASSING.has(reason);
      if (!passing || tried === MAX_TRIES) {
        throw new Error(`Systems Manager does not give ${name}: ${reason ?? 'no answer'}`, { cause: answer });
      }
      await this.#pause(Math.random() * WAIT_MS * 2 ** tried);
    }
  }
}

/** Reasons that may be gone a moment later. */
const PASSING = new Set(['ThrottlingException', 'InternalServerError', 'InternalFailure', 'ServiceUnavailable']);

/** One call of GetParameter in AWS's JSON protocol. @returns what it answers, an error too */
async function call(input: object): Promise<unknown> {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL_SSM, AWS_ENDPOINT_URL } = process.env;
  const inRegion = `https://ssm.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const endpoint = AWS_ENDPOINT_URL_SSM ?? AWS_ENDPOINT_URL ?? inRegion;
  const body = JSON.stringify(input);
  const unsigned = {
    service: 'ssm',
    region,
    host: new URL(endpoint).host,
    method: 'POST',
    headers: { 'X-Amz-Target': 'AmazonSSM.GetParameter', 'Content-Type': 'application/x-amz-json-1.1' },
    body,
  };
  const { headers = {} } = aws4.sign(unsigned);
  const signal = AbortSignal.timeout(TRY_TIMEOUT_MS);
  return (await sendJson(endpoint, { method: 'POST', headers, body, signal })).json;
}
