import * as z from 'zod';
import { auditBooks } from '../../../lib/usecases/audit.ts';
import { continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { AllStriped } from '../../support/in-process/all-striped.ts';
import { auditStores } from '../../support/in-process/audit-stores.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import type { Api } from '../../support/steps/api.ts';
import { clientOf } from '../../support/steps/client.ts';
import { accountDeletionContract } from '../../support/steps/contract/account-deletion.ts';
import { approvalsContract } from '../../support/steps/contract/approvals.ts';
import { batchContract } from '../../support/steps/contract/batch.ts';
import { capturesContract } from '../../support/steps/contract/captures.ts';
import { controlsContract } from '../../support/steps/contract/controls.ts';
import { holdsContract } from '../../support/steps/contract/holds.ts';
import { journalContract } from '../../support/steps/contract/journal.ts';
import { journalReadingContract } from '../../support/steps/contract/journal-reading.ts';
import { journalSearchContract } from '../../support/steps/contract/journal-search.ts';
import { refundsContract } from '../../support/steps/contract/refunds.ts';
import { schedulesContract } from '../../support/steps/contract/schedules.ts';
import { statementsContract } from '../../support/steps/contract/statements.ts';
import { transfersContract } from '../../support/steps/contract/transfers.ts';
import { walletsContract } from '../../support/steps/contract/wallets.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { heldPayments } from './held-payments.ts';
import { lateStatements } from './late-statements.ts';
import { receipts } from './receipts.ts';

const STRIPE_ID = /\d#\d/;
const Created = z.object({ body: z.string() });
const Wallet = z.object({ wallet_id: z.string() });

/** The wallets that have stripes, which are all that users create. */
const striped = new AllStriped();
jest.doMock('../../../lib/store/striped-wallets.ts', () => striped.module);

/** A stripe holds what a wallet holds. public-api.test.ts has the largest batch. */
const SIDE_BY_SIDE = 10;

// The same requests and responses as without stripes, wherever the wallet of a request has a part in it.
describe('the public API of wallets that are all in stripes', () => {
  let world: InProcessWorld;
  const said: string[] = [];

  /** How many rows of payees are in partitions of stripes. */
  async function rowsOfStripes(): Promise<number> {
    const contents = await world.tables.contents();
    return Object.values(contents)
      .flat()
      .filter((item) => /"payer_id"/.test(item) && /"from_id":[^,]*\d#\d/.test(item)).length;
  }

  beforeAll(async () => {
    world = await startInProcess({
      currencies: true,
      async around(name, event, run) {
        const response = await run();
        const [, shard] = /^mib-shard-(\d+)-.*createwallet$/.exec(name) ?? [];
        if (shard !== undefined)
          await striped.add(world.tables, Number(shard), Wallet.parse(JSON.parse(Created.parse(event).body)).wallet_id);
        return response;
      },
    });
    const { api } = world;
    const listening: Api = {
      ...api,
      async request(...call) {
        const response = await api.request(...call);
        said.push(response.text);
        return response;
      },
    };
    world = { ...world, api: listening };
  });
  afterAll(() => world.stop());

  accountDeletionContract(() => world);
  walletsContract(() => world);
  controlsContract(() => world);
  transfersContract(() => world);
  batchContract(() => world, SIDE_BY_SIDE);
  refundsContract(() => world);
  capturesContract(() => world);
  approvalsContract(() => world);
  schedulesContract(
    () => world,
    () => world.invoke('pay_scheduled', {}),
  );
  holdsContract(() => world);
  journalContract(() => world);
  journalSearchContract(() => world);
  journalReadingContract(() => world);
  statementsContract(() => world);

  describe('the operators’ program', () => {
    const given = givenSteps(() => world);
    const when = whenSteps(() => world);
    async function operator(...argv: string[]): Promise<string> {
      const words = ['--data', 'no-such-folder', '--json', ...argv];
      const { code, out, err } = await runOperator(words, await world.operatorEnvironment());
      expect([code, err]).toEqual([0, '']);
      return out;
    }

    it('finds payments to a wallet by it, in flight and final, and reverses them', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet({ shard: 1 });
      const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 30 });
      const order = { from: payer.wallet, to: payee.wallet, amount: 5n };
      const held = await clientOf(world, payer.user).authorise({ ...order, ...then.patience(world) });
      for (const [id, status] of [
        [TxID, 'SUCCESSFUL'],
        [held.TxID, 'PROCESSING'],
      ] as const) {
        const shown = await operator('transfers', 'show', payee.wallet, id);
        expect(JSON.parse(shown)).toMatchObject({ status });
        expect(shown).not.toMatch(STRIPE_ID);
      }
      expect(JSON.parse(await operator('wallets', 'show', payee.wallet))).toMatchObject({
        transfers: [{ TxID: held.TxID }, { TxID }],
      });
      const because = ['--reason', 'a test'];
      const [reversal] = JSON.parse(await operator('transfers', 'reverse', payee.wallet, TxID, ...because));
      expect(reversal).toMatchObject({ fromId: payee.wallet, amount: '30', status: 'SUCCESSFUL' });
      expect(then.isTransaction(await when.transaction(payee.user, payee.wallet, TxID))).toMatchObject({
        refunds: [{ TxID: reversal.txId, amount: '30' }],
      });
      expect(then.isTransaction(await when.transaction(payer.user, payer.wallet, reversal.txId))).toMatchObject({
        refund_of: TxID,
        amount: '+30',
      });
    });
  });

  it('keep the books of all wallets, as each audit sees them', async () => {
    await world.streamed();
    const stores = await auditStores(world);
    const pause = () => world.streamed();
    const hourly = await continueAudit(stores, { clock: Date.now, budgetMs: 600_000, pause });
    expect(hourly).toMatchObject({ balanced: true, complete: true, behind: 0, findings: [] });
    expect(await auditBooks(stores, Date.now)).toMatchObject({ balanced: true, findings: [] });
  });

  // What follows changes items behind the back of the functions.
  heldPayments(() => world);
  lateStatements(() => world);
  receipts(() => world);

  it('shows no stripe in a response or an event', async () => {
    await world.streamed();
    const events = world.events.map((event) => JSON.stringify(event));
    const outside = [...said, ...events];
    expect(await rowsOfStripes()).toBeGreaterThan(50);
    expect(outside.length).toBeGreaterThan(100);
    expect(outside.filter((text) => STRIPE_ID.test(text) || text.includes('"stripe'))).toEqual([]);
  });
});
