import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { accountDeletionContract } from '../../support/steps/contract/account-deletion.ts';
import { accountsContract } from '../../support/steps/contract/accounts.ts';
import { approvalsContract } from '../../support/steps/contract/approvals.ts';
import { batchContract } from '../../support/steps/contract/batch.ts';
import { capturesContract } from '../../support/steps/contract/captures.ts';
import { controlsContract } from '../../support/steps/contract/controls.ts';
import { currenciesContract } from '../../support/steps/contract/currencies.ts';
import { holdsContract } from '../../support/steps/contract/holds.ts';
import { journalContract } from '../../support/steps/contract/journal.ts';
import { journalReadingContract } from '../../support/steps/contract/journal-reading.ts';
import { journalSearchContract } from '../../support/steps/contract/journal-search.ts';
import { keysContract } from '../../support/steps/contract/keys.ts';
import { labelsContract } from '../../support/steps/contract/labels.ts';
import { membersContract } from '../../support/steps/contract/members.ts';
import { passkeysContract } from '../../support/steps/contract/passkeys.ts';
import { refundsContract } from '../../support/steps/contract/refunds.ts';
import { schedulesContract } from '../../support/steps/contract/schedules.ts';
import { secondFactorsContract } from '../../support/steps/contract/second-factors.ts';
import { sessionsContract } from '../../support/steps/contract/sessions.ts';
import { statementsContract } from '../../support/steps/contract/statements.ts';
import { transfersContract } from '../../support/steps/contract/transfers.ts';
import { waitingContract } from '../../support/steps/contract/waiting.ts';
import { walletsContract } from '../../support/steps/contract/wallets.ts';
import { webhooksContract } from '../../support/steps/contract/webhooks.ts';
import { clientOnABadNetwork } from './client-on-a-bad-network.ts';
import { foreignIds } from './foreign-ids.ts';
import { heldPayments } from './held-payments.ts';
import { lateStatements } from './late-statements.ts';
import { receipts } from './receipts.ts';

// The part of the contract that is decided in the functions. test/e2e/api.test.ts checks the rest over
// HTTP.
describe('the public API', () => {
  let world: InProcessWorld;
  beforeAll(async () => {
    world = await startInProcess({ currencies: true });
  });
  afterAll(() => world.stop());

  accountsContract(() => world);
  sessionsContract(() => world);
  keysContract(() => world);
  secondFactorsContract(() => world);
  passkeysContract(() => world);
  membersContract(() => world);
  accountDeletionContract(() => world);
  walletsContract(() => world);
  currenciesContract(() => world);
  labelsContract(() => world);
  controlsContract(() => world);
  transfersContract(() => world);
  waitingContract(() => world);
  batchContract(() => world);
  refundsContract(() => world);
  capturesContract(() => world);
  approvalsContract(() => world);
  schedulesContract(
    () => world,
    () => world.invoke('pay_scheduled', {}),
  );
  holdsContract(() => world);
  heldPayments(() => world);
  journalContract(() => world);
  journalSearchContract(() => world);
  journalReadingContract(() => world);
  statementsContract(() => world);
  webhooksContract(() => world);
  lateStatements(() => world);
  foreignIds(() => world);
  receipts(() => world);
  clientOnABadNetwork(() => world);
});
