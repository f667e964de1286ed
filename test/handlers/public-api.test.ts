import { ORCHESTRATOR_ROUTES } from '../../lib/api/orchestrator-routes.ts';
import { accountsContract } from '../steps/contract/accounts.ts';
import { documentationContract } from '../steps/contract/documentation.ts';
import { journalContract } from '../steps/contract/journal.ts';
import { journalReadingContract } from '../steps/contract/journal-reading.ts';
import { journalSearchContract } from '../steps/contract/journal-search.ts';
import { refusalsContract } from '../steps/contract/refusals.ts';
import { requestsContract } from '../steps/contract/requests.ts';
import { transfersContract } from '../steps/contract/transfers.ts';
import { walletsContract } from '../steps/contract/wallets.ts';
import { ORCHESTRATOR_PATHS } from '../steps/paths.ts';
import { type InProcessWorld, startInProcess } from './in-process/world.ts';

// What test/e2e asks of a running system, asked of the functions in this process.
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
  refusalsContract(() => world);
  documentationContract(() => world.api);
  requestsContract(() => world.api, ORCHESTRATOR_ROUTES, ORCHESTRATOR_PATHS);
});
