import { ORCHESTRATOR_ROUTES } from '../../../lib/api/orchestrator-routes.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { accountsContract } from '../../support/steps/contract/accounts.ts';
import { appContract } from '../../support/steps/contract/app.ts';
import { documentationContract } from '../../support/steps/contract/documentation.ts';
import { errorsContract } from '../../support/steps/contract/errors.ts';
import { journalContract } from '../../support/steps/contract/journal.ts';
import { journalReadingContract } from '../../support/steps/contract/journal-reading.ts';
import { journalSearchContract } from '../../support/steps/contract/journal-search.ts';
import { APP, requestsContract } from '../../support/steps/contract/requests.ts';
import { transfersContract } from '../../support/steps/contract/transfers.ts';
import { walletsContract } from '../../support/steps/contract/wallets.ts';
import { ORCHESTRATOR_PATHS } from '../../support/steps/paths.ts';

// The contract that test/e2e checks on a running system, checked on the functions in this process.
describe('the public API', () => {
  let world: InProcessWorld;
  beforeAll(async () => {
    world = await startInProcess();
  });
  afterAll(() => world.stop());

  accountsContract(() => world);
  walletsContract(() => world);
  transfersContract(() => world);
  journalContract(() => world);
  journalSearchContract(() => world);
  journalReadingContract(() => world);
  errorsContract(() => world);
  documentationContract(() => world.api);
  requestsContract(() => world.api, ORCHESTRATOR_ROUTES, ORCHESTRATOR_PATHS, { pages: APP, root: '/app' });
  appContract(() => world.api);
});
