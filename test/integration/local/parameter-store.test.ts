import type { Server } from 'node:http';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { parameterStore, writtenParameters } from '../../../lib/local/aws/parameter-store.ts';
import type { StoredValues } from '../../../lib/local/aws/stored-values.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';
import { memoryValues } from '../../support/memory-values.ts';

let server: Server;
let endpoint: string;
let client: SSMClient;
let stored: StoredValues;

beforeEach(async () => {
  stored = (await memoryValues())('parameters');
  server = awsJsonServer(parameterStore({ '/there': 'value' }, await writtenParameters(stored)));
  endpoint = await listenOnFreePort(server);
  client = new SSMClient({ endpoint, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await closeServer(server);
});

describe('the parameters', () => {
  it('are read by the client of the SDK', async () => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/there', WithDecryption: true }));
    expect(Parameter).toMatchObject({ Name: '/there', Value: 'value', Type: 'SecureString' });
  });

  it.each(['/elsewhere', 'constructor'])('have no %s', async (Name) => {
    await expect(client.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  const put = (Name: string, Value: string) =>
    client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));

  it('are written, a version each time, and outlive the process', async () => {
    expect([(await put('/new', 'a')).Version, (await put('/new', 'b')).Version]).toEqual([1, 2]);
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/new' }));
    expect(Parameter).toMatchObject({ Value: 'b', Version: 2 });
    expect((await writtenParameters(stored)).values.get('/new')).toEqual({ value: 'b', version: 2 });
  });

  it('that the start gives cannot be written', async () => {
    await expect(put('/there', 'other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('an endpoint of an AWS service', () => {
  const call = async (target: string, body: string) => {
    const response = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body });
    return { status: response.status, body: await response.json() };
  };

  it.each([
    ['an operation it does not have', 'AmazonSSM.DeleteParameter', '{}', 'UnknownOperationException'],
    ['no operation', '', '{}', 'UnknownOperationException'],
    ['what is not JSON', 'AmazonSSM.GetParameter', 'x', 'SerializationException'],
    ['what an operation does not take', 'AmazonSSM.GetParameter', '[]', 'ValidationException'],
    ['too much', 'AmazonSSM.GetParameter', `"${'x'.repeat(2 ** 20)}"`, 'ValidationException'],
  ])('refuses %s as the service would', async (_what, target, body, type) => {
    expect(await call(target, body)).toMatchObject({ status: 400, body: { __type: type } });
  });
});
