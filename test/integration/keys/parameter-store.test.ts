import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { ParameterStore } from '../../../lib/remote/parameter-store.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const PLACE = { name: '/mib/test/signing-keys', region: 'eu-west-1' };
const Asked = z.object({ Name: z.string(), Value: z.string().optional() });

let server: Server;
let stored: ParameterStore;
/** The values of the parameter, by version. */
let values: string[];
/** The faults of the next writes: a lost response, or another operator's write before it. */
let faults: ('response lost' | 'other operator first')[];

beforeEach(async () => {
  values = [];
  faults = [];
  server = createServer(async (request, response) => {
    const { Name, Value } = Asked.parse(await json(request));
    const respond = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (Value === undefined) {
      const version = Number(Name.split(':')[1] ?? values.length);
      const found = values[version - 1];
      return found === undefined
        ? respond(400, { __type: 'ParameterNotFound' })
        : respond(200, { Parameter: { Value: found, Version: version } });
    }
    const fault = faults.shift();
    if (fault === 'other operator first') values.push('of another operator');
    values.push(Value);
    if (fault === 'response lost') return request.socket.destroy();
    return respond(200, { Version: values.length });
  });
  const credentials = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };
  Object.assign(process.env, { ...credentials, AWS_ENDPOINT_URL_SSM: await listenOnFreePort(server) });
  stored = new ParameterStore();
});
afterEach(() => closeServer(server));

describe('ParameterStore.write', () => {
  it('returns the version that it wrote', async () => {
    expect(await stored.write(PLACE, 'one', 'secret')).toBe(1);
    expect(await stored.write(PLACE, 'two', 'secret')).toBe(2);
    expect(await stored.read(PLACE)).toEqual({ value: 'two', version: 2 });
  });

  it('counts as one write if the response is lost and the SDK repeats it', async () => {
    await stored.write(PLACE, 'one', 'secret');
    faults = ['response lost'];
    expect(await stored.write(PLACE, 'two', 'secret')).toBe(2);
    expect(values).toEqual(['one', 'two', 'two']);
  });

  it('still reports a write by another operator if its own response is lost', async () => {
    await stored.write(PLACE, 'one', 'secret');
    faults = ['response lost', 'other operator first'];
    expect(await stored.write(PLACE, 'two', 'secret')).toBe(4);
    faults = ['other operator first'];
    expect(await stored.write(PLACE, 'three', 'secret')).toBe(6);
  });
});
