import { setTimeout as delay } from 'node:timers/promises';
import aws4 from 'aws4';
import * as z from 'zod/mini';
import { sendJson } from './send.ts';

/** What a call is signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An operation of a service in AWS's JSON protocol. */
export interface AwsOperation {
  /** As in host names and signatures, for example `sqs`. */
  readonly service: 'sqs' | 'ssm' | 'dynamodb';
  /** For example `AmazonSQS.SendMessageBatch`. */
  readonly target: string;
  /** Of the protocol. */
  readonly version: '1.0' | '1.1';
  readonly timeoutMs: number;
  /** By default that of the environment, as for the SDK. */
  readonly endpoint?: string;
}

/**
 * Makes one call of AWS without the SDK's client for the service, which takes longer to load than
 * everything else that a first event needs (docs/performance.md).
 * @param credentials by default those in the environment, where Lambda puts them
 * @returns the JSON of the response; an error of the service has `__type` in it
 * @throws Error if there is no response of JSON in time
 */
async function callAws(
  { service, target, version, timeoutMs, endpoint: given }: AwsOperation,
  input: object,
  credentials?: Credentials,
): Promise<unknown> {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL } = process.env;
  const inRegion = `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const endpoint = given ?? process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? AWS_ENDPOINT_URL ?? inRegion;
  const body = JSON.stringify(input);
  const unsigned = {
    service,
    region,
    host: new URL(endpoint).host,
    method: 'POST',
    headers: { 'X-Amz-Target': target, 'Content-Type': `application/x-amz-json-${version}` },
    body,
  };
  const { headers = {} } = aws4.sign(unsigned, credentials);
  return (await sendJson(endpoint, { method: 'POST', headers, body, timeoutMs })).json;
}

/** Tries and waits as in the clients of the SDK. */
const MAX_TRIES = 3;
const WAIT_MS = 100;

const ServiceError = z.object({ __type: z.string() });

export interface Retrying {
  readonly credentials?: Credentials | undefined;
  /** Whether an error of the service stays the same in another try. By default none does. */
  readonly isFinal?: (error: string) => boolean;
  /** Waits between two tries. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** What a call comes to after its last try. */
export type CallResult<T> =
  | { readonly value: T }
  | {
      /** The name of the service's error; undefined if there was no usable response. */
      readonly error: string | undefined;
      /** The last response, or the Error in place of one. */
      readonly response: unknown;
    };

/** Makes a call of AWS up to three times, until its response has the form of the schema. */
export async function callAwsRetrying<T>(
  operation: AwsOperation,
  input: object,
  schema: z.ZodMiniType<T>,
  { credentials, isFinal = () => false, pause = delay }: Retrying = {},
): Promise<CallResult<T>> {
  for (let tried = 1; ; tried++) {
    const response = await callAws(operation, input, credentials).catch((lost: unknown) => lost);
    const error = ServiceError.safeParse(response).data?.__type.split('#').at(-1);
    const parsed = error === undefined && !(response instanceof Error) ? schema.safeParse(response) : undefined;
    if (parsed?.success) return { value: parsed.data };
    if (tried === MAX_TRIES || (error !== undefined && isFinal(error))) return { error, response };
    await pause(Math.random() * WAIT_MS * 2 ** tried);
  }
}
