import { ORCHESTRATOR_ROUTES } from '../../lib/api/orchestrator-routes.ts';
import { SHARD_ROUTES } from '../../lib/api/shard-routes.ts';
import { accountsContract } from '../support/steps/contract/accounts.ts';
import { closedShardsContract } from '../support/steps/contract/closed-shards.ts';
import { documentationContract } from '../support/steps/contract/documentation.ts';
import { errorsContract } from '../support/steps/contract/errors.ts';
import { journalContract } from '../support/steps/contract/journal.ts';
import { journalReadingContract } from '../support/steps/contract/journal-reading.ts';
import { journalSearchContract } from '../support/steps/contract/journal-search.ts';
import { EMULATED_METHODS, requestsContract } from '../support/steps/contract/requests.ts';
import { shardsContract } from '../support/steps/contract/shards.ts';
import { transfersContract } from '../support/steps/contract/transfers.ts';
import { walletsContract } from '../support/steps/contract/wallets.ts';
import { ORCHESTRATOR_PATHS, SHARD_PATHS } from '../support/steps/paths.ts';
import { burst } from './burst.ts';
import { eachRoute } from './each-route.ts';
import { paysByExample } from './example-program.ts';
import { manyTransfers } from './many-transfers.ts';
import { IS_REMOTE, REMOTE_SHARDS, type RunningWorld, runningWorld } from './world.ts';

const METHODS = IS_REMOTE ? EMULATED_METHODS : undefined;

// Every route over HTTP, each with every response and error of the document: on this machine, or wherever MIB_URL leads.
describe('the running system', () => {
  let running: RunningWorld;
  beforeAll(async () => {
    running = await runningWorld();
  }, 120_000);
  afterAll(() => running.stop());
  const world = () => running.world;

  eachRoute(world);
  // What these check is decided in the functions, whatever is in front of them. A deployment is checked against all of them.
  // On this machine test/integration/handlers/public-api.test.ts checks the same functions without HTTP.
  if (IS_REMOTE) {
    accountsContract(world);
    walletsContract(world);
    transfersContract(world);
    journalContract(world);
    journalSearchContract(world);
    journalReadingContract(world);
  }
  errorsContract(world);
  documentationContract(() => world().api);
  requestsContract(() => world().api, ORCHESTRATOR_ROUTES, ORCHESTRATOR_PATHS, METHODS);
  manyTransfers(world);
  burst(() => running);
  paysByExample(() => running);

  (IS_REMOTE && REMOTE_SHARDS.length === 0 ? describe.skip : describe)('a shard called by others', () => {
    closedShardsContract(world);
    const aShard = () => {
      const [first] = running.world.shards;
      if (!first) throw new Error('the addresses of the shards are unknown');
      return first;
    };
    documentationContract(aShard);
    requestsContract(aShard, SHARD_ROUTES, SHARD_PATHS, METHODS);
  });
  (IS_REMOTE ? describe.skip : describe)('a shard called by the orchestrator', () => {
    shardsContract(() => {
      const { serviceToken } = running;
      if (!serviceToken) throw new Error('there is no key of the orchestrator here');
      return { ...world(), serviceToken };
    });
  });

  // Last: the log has the lines of all tests above.
  (IS_REMOTE ? it.skip : it)('has logged none of the passwords and tokens that it was given', () => {
    const { secrets = new Set(), logLines = [] } = running;
    const told = logLines.filter((line) => line.includes('"message":"request"'));
    expect([secrets.size > 50, told.length > 500]).toEqual([true, true]);
    const all = logLines.join('\n');
    expect([...secrets].filter((secret) => all.includes(secret))).toEqual([]);
    // The first characters of the header of any token, those for shards included.
    expect(logLines.filter((line) => line.includes('eyJ'))).toEqual([]);
  });
});
