import aws4 from 'aws4';
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
  readonly service: 'sqs' | 'ssm';
  /** For example `AmazonSQS.SendMessageBatch`. */
  readonly target: string;
  /** Of the protocol. */
  readonly version: '1.0' | '1.1';
  readonly timeoutMs: number;
}

/**
 * Makes one call of AWS without the SDK's client for the service, which takes longer to load than
 * everything else that a first event needs (docs/performance.md). The endpoint is that of the
 * environment, as for the SDK.
 * @param credentials by default those in the environment, where Lambda puts them
 * @returns the JSON of the response; an error of the service has `__type` in it
 * @throws Error if there is no response of JSON in time
 */
export async function callAws(
  { service, target, version, timeoutMs }: AwsOperation,
  input: object,
  credentials?: Credentials,
): Promise<unknown> {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL } = process.env;
  const inRegion = `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? AWS_ENDPOINT_URL ?? inRegion;
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
  const signal = AbortSignal.timeout(timeoutMs);
  return (await sendJson(endpoint, { method: 'POST', headers, body, signal })).json;
}
