import { ORCHESTRATOR_ROUTES } from '../../lib/api/orchestrator-routes.ts';
import { SHARD_ROUTES } from '../../lib/api/shard-routes.ts';
import { accountDeletionContract } from '../support/steps/contract/account-deletion.ts';
import { accountsContract } from '../support/steps/contract/accounts.ts';
import { appContract } from '../support/steps/contract/app.ts';
import { approvalsContract } from '../support/steps/contract/approvals.ts';
import { batchContract } from '../support/steps/contract/batch.ts';
import { capturesContract } from '../support/steps/contract/captures.ts';
import { closedShardsContract } from '../support/steps/contract/closed-shards.ts';
import { controlsContract } from '../support/steps/contract/controls.ts';
import { currenciesContract } from '../support/steps/contract/currencies.ts';
import { documentationContract } from '../support/steps/contract/documentation.ts';
import { errorsContract } from '../support/steps/contract/errors.ts';
import { holdsContract } from '../support/steps/contract/holds.ts';
import { journalContract } from '../support/steps/contract/journal.ts';
import { journalReadingContract } from '../support/steps/contract/journal-reading.ts';
import { journalSearchContract } from '../support/steps/contract/journal-search.ts';
import { keysContract } from '../support/steps/contract/keys.ts';
import { labelsContract } from '../support/steps/contract/labels.ts';
import { membersContract } from '../support/steps/contract/members.ts';
import { movesContract } from '../support/steps/contract/moves.ts';
import { passkeysContract } from '../support/steps/contract/passkeys.ts';
import { refundsContract } from '../support/steps/contract/refunds.ts';
import { APP, EMULATED_METHODS, requestsContract } from '../support/steps/contract/requests.ts';
import { schedulesContract } from '../support/steps/contract/schedules.ts';
import { secondFactorsContract } from '../support/steps/contract/second-factors.ts';
import { sessionsContract } from '../support/steps/contract/sessions.ts';
import { shardsContract } from '../support/steps/contract/shards.ts';
import { statementsContract } from '../support/steps/contract/statements.ts';
import { stripesContract } from '../support/steps/contract/stripes.ts';
import { transfersContract } from '../support/steps/contract/transfers.ts';
import { waitingContract } from '../support/steps/contract/waiting.ts';
import { walletsContract } from '../support/steps/contract/wallets.ts';
import { ORCHESTRATOR_PATHS, SHARD_PATHS } from '../support/steps/paths.ts';
import { burst } from './burst.ts';
import { eachRoute } from './each-route.ts';
import { events } from './events.ts';
import { paysByExample } from './example-program.ts';
import { manyTransfers } from './many-transfers.ts';
import { paymentFile } from './payment-file.ts';
import { IS_REMOTE, type LocalWorld, REMOTE_SHARDS, type RunningWorld, runningWorld } from './running-world.ts';
import { closedStandIns } from './stand-ins.ts';
import { stripedWallet } from './striped-wallet.ts';

/**
 * The header of a token. It is longer than the ids of requests, which may begin with the same
 * characters.
 */
const TOKEN = /eyJ[\w-]{20,}/;
/**
 * Transfers of one batch. An emulator of AWS starts a process for each concurrent call of a function:
 * those of 100 transfers take longer to start than a task may last.
 */
const SIDE_BY_SIDE = IS_REMOTE ? 10 : undefined;
const METHODS = IS_REMOTE ? EMULATED_METHODS : undefined;

// Every route over HTTP, each with every response and error of the document: on this machine, or
// wherever MIB_URL leads.
describe('the running system', () => {
  let running: RunningWorld;
  beforeAll(async () => {
    running = await runningWorld();
  }, 120_000);
  afterAll(() => running.stop());
  const world = () => running.world;
  const local = (): LocalWorld => {
    if (!running.local) throw new Error('the system runs elsewhere');
    return running.local;
  };
  const describeLocal = IS_REMOTE ? describe.skip : describe;

  describeLocal('the emulators', () => closedStandIns(() => local().stack));
  // Before all others: the receiver gets no event of an earlier test. The deployment test has a
  // receiver of its own (test/programs/deploy).
  describeLocal('the events of transfers', () => events(local));
  eachRoute(world);
  // What these check is decided in the functions, whatever is in front of them. A deployment is
  // checked against all of them. On this machine test/integration/handlers/public-api.test.ts
  // checks the same functions without HTTP. It leaves the rest of the contract to this file.
  if (IS_REMOTE) {
    accountsContract(world);
    sessionsContract(world);
    keysContract(world);
    secondFactorsContract(world);
    passkeysContract(world);
    membersContract(world);
    accountDeletionContract(world);
    walletsContract(world);
    currenciesContract(world);
    labelsContract(world);
    controlsContract(world);
    transfersContract(world);
    waitingContract(world);
    batchContract(world, SIDE_BY_SIDE);
    refundsContract(world);
    schedulesContract(world);
    capturesContract(world);
    approvalsContract(world);
    holdsContract(world);
    journalContract(world);
    journalSearchContract(world);
    journalReadingContract(world);
    statementsContract(world);
  }
  errorsContract(world);
  documentationContract(() => world().api);
  requestsContract(() => world().api, ORCHESTRATOR_ROUTES, ORCHESTRATOR_PATHS, {
    methods: METHODS,
    pages: APP,
    root: '/app',
  });
  appContract(() => world().api);
  manyTransfers(world);
  burst(() => running);
  paysByExample(() => running);
  paymentFile(() => running);
  stripedWallet(() => running);

  (IS_REMOTE && REMOTE_SHARDS.length === 0 ? describe.skip : describe)('a shard called by others', () => {
    closedShardsContract(world);
    const aShard = () => {
      const [first] = running.world.shards;
      if (!first) throw new Error('the addresses of the shards are unknown');
      return first;
    };
    documentationContract(aShard);
    requestsContract(aShard, SHARD_ROUTES, SHARD_PATHS, { methods: METHODS });
  });
  describeLocal('a shard called by the orchestrator', () => {
    shardsContract(() => local().world);
    movesContract(() => local().world);
    stripesContract(() => local().world);
  });

  // Last: the log has the lines of all tests above.
  (IS_REMOTE ? it.skip : it)('logs no password and no token that it has received', () => {
    const { secrets, logLines } = local();
    const told = logLines.filter((line) => line.includes('"message":"request"'));
    expect([secrets.size > 50, told.length > 500]).toEqual([true, true]);
    const all = logLines.join('\n');
    expect([...secrets].filter((secret) => all.includes(secret))).toEqual([]);
    // Tokens for shards are not among the secrets: they are found by their form, as each of those
    // is.
    const tokens = [...secrets].filter((secret) => secret.includes('.ey'));
    expect(tokens.length).toBeGreaterThan(20);
    expect(tokens.filter((token) => !TOKEN.test(`"${token}"`))).toEqual([]);
    expect(logLines.filter((line) => TOKEN.test(line))).toEqual([]);
  });
});
