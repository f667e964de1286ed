import type { Server } from 'node:http';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { parameterStore } from '../../../lib/local/aws/parameter-store.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

let server: Server;
let endpoint: string;
let client: SSMClient;

beforeEach(async () => {
  server = awsJsonServer(parameterStore({ '/there': 'value' }));
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
});

describe('an endpoint of an AWS service', () => {
  const call = async (target: string, body: string) => {
    const response = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body });
    return { status: response.status, body: await response.json() };
  };

  it.each([
    ['an operation it does not have', 'AmazonSSM.PutParameter', '{}', 'UnknownOperationException'],
    ['no operation', '', '{}', 'UnknownOperationException'],
    ['what is not JSON', 'AmazonSSM.GetParameter', 'x', 'SerializationException'],
    ['what an operation does not take', 'AmazonSSM.GetParameter', '[]', 'ValidationException'],
    ['too much', 'AmazonSSM.GetParameter', `"${'x'.repeat(2 ** 20)}"`, 'ValidationException'],
  ])('refuses %s as the service would', async (_what, target, body, type) => {
    expect(await call(target, body)).toMatchObject({ status: 400, body: { __type: type } });
  });
});
