import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { awsJsonServer } from '../../lib/local/aws/aws-json.ts';
import { parameterStore } from '../../lib/local/aws/parameter-store.ts';
import { ParameterReader } from '../../lib/remote/parameter-reader.ts';
import { closeServer, listenOnFreePort } from '../support/environment/listening.ts';

const SECRET = 'a secret for signing';
/** Replaces the store's response, or handles the request in another way. */
type Interference = (request: IncomingMessage, body: string) => { status: number; body: string } | undefined;

const pauses: number[] = [];
let server: Server;
let store: Server;
let endpoint: string;
let parameters: ParameterReader;
let interferences: Interference[];
let asked: number;

beforeEach(async () => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: 'a session',
  });
  interferences = [];
  pauses.length = 0;
  asked = 0;
  store = awsJsonServer(parameterStore({ '/there': 'value' }));
  const storeUrl = await listenOnFreePort(store);
  server = createServer(async (request, response) => {
    asked++;
    const body = await text(request);
    const instead = interferences.shift()?.(request, body);
    const target = { 'x-amz-target': String(request.headers['x-amz-target']) };
    const outgoing =
      instead ?? (await plainResponseOf(await fetch(storeUrl, { method: 'POST', headers: target, body })));
    response.writeHead(outgoing.status).end(outgoing.body);
  });
  endpoint = await listenOnFreePort(server);
  process.env.AWS_ENDPOINT_URL_SSM = endpoint;
  parameters = new ParameterReader(async (ms) => pauses.push(ms));
});
afterEach(async () => {
  await Promise.all([closeServer(server), closeServer(store)]);
});

async function plainResponseOf(response: Response) {
  return { status: response.status, body: await response.text() };
}

/**
 * What the signature of a request has to be. Source: IAM User Guide, "Create a signed AWS API
 * request".
 */
function signatureOf({ method, url, headers }: IncomingMessage, body: string): string {
  const [, date = '', region = '', service = '', signed = ''] =
    /Credential=[^/]+\/(\d+)\/([\w-]+)\/(\w+)\/aws4_request, ?SignedHeaders=([\w;-]+)/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const hash = (of: string) => createHash('sha256').update(of).digest('hex');
  const canonical = [method, url, '', lines.join(''), signed, hash(body)].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const hmac = (key: string | Buffer, of: string) => createHmac('sha256', key).update(of).digest();
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  return hmac(key, toSign).toString('hex');
}

describe('a parameter', () => {
  it('is read', async () => {
    expect(await parameters.get('/there')).toBe('value');
  });

  it.each([
    ['a function', () => parameters.get('/there')],
    ['the client of the SDK', () => new SSMClient({ endpoint }).send(new GetParameterCommand({ Name: '/there' }))],
  ])('is asked for by %s with a signature that holds', async (_who, ask) => {
    const signatures: (string | undefined)[] = [];
    interferences.push((request, body) => {
      signatures.push(signatureOf(request, body), /Signature=(\w+)/.exec(request.headers.authorization ?? '')?.[1]);
      expect(request.headers['x-amz-security-token']).toBe('a session');
      expect(request.headers.authorization).toMatch(/SignedHeaders=[^,]*host;[^,]*x-amz-security-token/);
      return undefined;
    });
    await ask();
    const [right, given] = signatures;
    expect(right).toMatch(/^\w{64}$/);
    expect(given).toBe(right);
  });

  it('that does not exist is an error immediately', async () => {
    await expect(parameters.get('/elsewhere')).rejects.toThrow(
      'Systems Manager does not give /elsewhere: ParameterNotFound',
    );
    expect({ asked, pauses }).toEqual({ asked: 1, pauses: [] });
  });

  it.each([
    ['the store is throttled', { status: 400, body: '{"__type":"ThrottlingException"}' }],
    ['the store fails', { status: 500, body: '{"__type":"com.amazonaws.ssm#InternalServerError"}' }],
    ['a gateway fails', { status: 502, body: '<html>' }],
  ])('is read again if %s', async (_what, broken) => {
    interferences.push(
      () => broken,
      () => broken,
    );
    expect(await parameters.get('/there')).toBe('value');
    expect(pauses).toHaveLength(2);
  });

  it('is given up after three tries', async () => {
    const broken = () => ({ status: 503, body: '{"__type":"ServiceUnavailable"}' });
    interferences.push(broken, broken, broken);
    await expect(parameters.get('/there')).rejects.toThrow('ServiceUnavailable');
    expect(asked).toBe(3);
  });

  it('is not there for those who cannot reach the service', async () => {
    await closeServer(server);
    await expect(parameters.get('/there')).rejects.toThrow('Systems Manager does not give /there: no response');
    expect(pauses).toHaveLength(2);
    server = createServer().listen(0);
  });
});
