import * as z from 'zod';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { watchOperators } from '../../../lib/usecases/watch-operators.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { identityOf, stsServer } from './sts.ts';

const STAGE = 'test';
const Counted = z.looseObject({ operator_acts: z.number(), new_operators: z.number(), reversals: z.number() });

let world: InProcessWorld;
let sts: Listening;
let environment: Record<string, string>;
const written: string[] = [];
const given = givenSteps(() => world);

/** The metrics of what operators have done since. */
async function counted() {
  await world.streamed();
  return written.splice(0).flatMap((line) => Counted.safeParse(JSON.parse(line)).data ?? []);
}
const operator = (name: string, ...argv: string[]) =>
  runOperator(['--stage', STAGE, '--json', ...argv, '--reason', 'case 7'], { ...environment, AWS_ACCESS_KEY_ID: name });

beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  world = await startInProcess();
  sts = await listening(stsServer());
  environment = {
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
  world.setStageSettings(STAGE);
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(
      ...String(chunk)
        .split('\n')
        .filter((line) => line.startsWith('{"')),
    );
    return true;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.stop();
  await sts.stop();
});

describe('what operators do', () => {
  it('is counted once a command, and the first act of an identity as that of a new operator', async () => {
    const { login } = await given.user();
    await operator('ann', 'users', 'block', login);
    await operator('ann', 'users', 'unblock', login);
    await operator('bob', 'users', 'block', login);
    expect(await counted()).toMatchObject([
      { operator_acts: 1, new_operators: 1, reversals: 0 },
      { operator_acts: 1, new_operators: 0, reversals: 0 },
      { operator_acts: 1, new_operators: 1, reversals: 0 },
    ]);
  });

  it('is counted as a reversal if it gives money back', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 0, money: 5 });
    const { wallet: to } = await given.userWithWallet({ shard: 1 });
    const { TxID } = await given.transfer(user, { from: wallet, to, amount: 5 });
    await counted();
    await operator('ann', 'transfers', 'reverse', wallet, TxID);
    expect(await counted()).toMatchObject([{ operator_acts: 1, new_operators: 0, reversals: 1 }]);
  });

  it('names the operator and the command in a line of the log', async () => {
    const { login } = await given.user();
    await operator('eve', 'users', 'block', login);
    await world.streamed();
    const lines = written.splice(0).map((line): unknown => JSON.parse(line));
    const line = { message: 'operator acts', by: identityOf('eve'), command: 'users block', new_operator: true };
    expect(lines).toContainEqual(expect.objectContaining(line));
  });

  it('waits in its stream while a record of it cannot be read', async () => {
    const log = new OperatorLog(world.tables.documents, world.tables.operatorLog);
    const dynamodb = { SequenceNumber: '7', NewImage: { kind: { S: 'intent' } } };
    expect(await watchOperators(log, { Records: [{ dynamodb }] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '7' }],
    });
  });
});
