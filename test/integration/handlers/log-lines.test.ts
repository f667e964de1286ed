import * as z from 'zod';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const Line = z.looseObject({
  message: z.string().optional(),
  service: z.string(),
  tx_id: z.string().optional(),
  route: z.string().optional(),
  task: z.string().optional(),
  status: z.unknown().optional(),
  code: z.string().optional(),
});
type Line = z.infer<typeof Line>;

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
const written: string[] = [];
let payer: User;
let good: string;
let poor: string;

const lines = (): Line[] => written.map((text) => Line.parse(JSON.parse(text)));
const linesOf = (txId: string) => lines().filter((line) => line.tx_id === txId);
const metrics = (txId: string) => linesOf(txId).filter((line) => 'transfers' in line);

beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
  world = await startInProcess();
  const { user, wallet } = await given.userWithWallet({ shard: 0, money: 5 });
  const other = await given.wallet(user, { shard: 1 });
  await when.changeWallet(user, wallet, { name: 'Piggybank', metadata: { customer: 'c-0815' } });
  await when.changeWallet(user, wallet, { metadata: { customer: 4711 } });
  payer = user;
  await when.login({ login: user.login, password: `not ${user.password}` });
  good = (await given.transfer(user, { from: wallet, to: other, amount: 2, metadata: { order: 'o-6735' } })).TxID;
  poor = (await given.transfer(user, { from: wallet, to: other, amount: 100 })).TxID;
});
afterAll(async () => {
  await world.stop();
  jest.restoreAllMocks();
});

describe('the log', () => {
  it('has one line of a good transfer from the endpoint and each task, and none from shards', () => {
    const names = linesOf(good).flatMap(({ service, message, route, task }) =>
      message === 'request' || message === 'task' ? `${service}: ${task ?? route}` : [],
    );
    const polling = 'mib: GET /api/user/transactions/{id}/{TxID}';
    expect(names.filter((line) => line !== polling).sort()).toEqual(
      ['mib: POST /api/user/do_transaction', ...['reserve', 'settle'].map((task) => `mib: ${task}`)].sort(),
    );
  });

  it('has a line of each call that a shard refuses, with the caller and the code', () => {
    const ofShards = linesOf(poor).filter(({ message, service }) => message === 'request' && service !== 'mib');
    expect(ofShards).toEqual([
      expect.objectContaining({
        service: 'mib-shard-0',
        route: 'POST /api/reserve',
        status: 422,
        code: 'insufficient_funds',
        ip: expect.any(String),
      }),
    ]);
  });

  it('has one metric of a transfer, with its final status and its duration', () => {
    expect(metrics(good)).toEqual([
      expect.objectContaining({ status: 'SUCCESSFUL', transfers: 1, time_to_final: expect.any(Number) }),
    ]);
    expect(metrics(poor)).toEqual([expect.objectContaining({ status: 'INVALID', transfers: 1 })]);
  });

  it('has the status and code of an error', () => {
    const refused = { message: 'request', route: 'POST /auth/login', status: 401, code: 'wrong_credentials' };
    expect(lines()).toContainEqual(expect.objectContaining(refused));
  });

  it('has one metric for each error, with its code', () => {
    expect(linesOf(poor)).toContainEqual(expect.objectContaining({ refusals: 1, code: 'insufficient_funds' }));
    expect(lines()).toContainEqual(expect.objectContaining({ refusals: 1, code: 'wrong_credentials', service: 'mib' }));
  });
});

describe('a line of the log', () => {
  it('is JSON, and the only one of its request', () => {
    const ofRegister = lines().filter(({ route }) => route === 'POST /auth/register');
    expect(ofRegister).toEqual([expect.objectContaining({ message: 'request', status: 200 })]);
  });

  it('contains no password, token, body, name of a wallet or metadata', () => {
    const all = written.join('\n');
    for (const secret of [
      payer.password,
      payer.login,
      payer.token,
      'Bearer',
      'from_id',
      'amount',
      'Piggybank',
      'c-0815',
      '4711',
      'o-6735',
    ]) {
      expect(all).not.toContain(secret);
    }
    // The header of any token. It is longer than the random id of a request.
    const header = /eyJ[\w-]{20,}/;
    expect(payer.token).toMatch(header);
    expect(all).not.toMatch(header);
  });
});
