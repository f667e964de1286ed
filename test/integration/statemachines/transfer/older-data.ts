import { Migrations } from '../../../../lib/store/migrations.ts';
import { UnopenedWallets } from '../../../../lib/store/unopened-wallets.ts';
import { migratePayeeRows } from '../../../../lib/usecases/migrate-payee-rows.ts';
import { openStatementsIn } from '../../../../lib/usecases/open-statements.ts';
import { restore, storedItems } from '../../../support/version-0.1/stored-tables.ts';
import { input, purse } from '../transfers.ts';
import type { Stage } from './stage.ts';

/** What version 0.1 left in the tables, with transfers in every state, and this version goes on with. */
export function olderData(the: Stage): void {
  const given = storedItems('journal').map(({ about = '', item }) => ({
    about,
    status: String(item.status),
    fromId: String(item.from_id),
    toId: String(item.to_id),
    txId: String(item.tx_id),
    decision: item.decision,
  }));
  const inFlight = given.filter(({ status }) => status === 'PENDING' || status === 'PROCESSING');
  const statusOf = async ({ fromId, txId }: { fromId: string; txId: string }) =>
    (await the.world.journal.get(fromId, txId))?.status;

  beforeAll(() => restore(the.world.tables));

  it('becomes final, by the decision that is stored, whether or not a statement is open', async () => {
    const [table] = the.world.tables.shardWallets;
    expect(await openStatementsIn(new UnopenedWallets(the.world.tables.documents, table), Date.now)).toBe(3);
    for (const transfer of inFlight) await the.runner.run(input(transfer));
    for (const { about, decision, ...transfer } of inFlight) {
      const allowed = { COMMIT: ['SUCCESSFUL'], ABORT: ['FAILED'] }[String(decision)] ?? ['SUCCESSFUL', 'FAILED'];
      const status = await statusOf(transfer);
      expect({ about, allowed: allowed.includes(status ?? '') }).toEqual({ about, allowed: true });
    }
  });

  it('is shown to each payee, if it succeeded, once it is migrated', async () => {
    const { tables, journal } = the.world;
    const migrations = new Migrations(tables.documents, tables.wallets);
    const run = { now: Date.now, pause: async () => undefined, progress: () => undefined, olderRuns: false };
    await migratePayeeRows({ journal, migrations }, run);
    for (const { about, toId, ...transfer } of given) {
      const seen = await journal.get(toId, transfer.txId);
      const succeeded = (await statusOf(transfer)) === 'SUCCESSFUL';
      expect({ about, seen: seen?.status }).toEqual({ about, seen: succeeded ? 'SUCCESSFUL' : undefined });
    }
  });

  it('has the money where the journal says, and no holds', async () => {
    const wallets = ['0', '2', '3', '4', '5'];
    const transfers = await Array.fromAsync(the.world.journal.all());
    const successful = transfers.filter(({ status }) => status === 'SUCCESSFUL');
    for (const wallet of wallets) {
      const paid = successful.flatMap(({ fromId, amount }) => (fromId === wallet ? [-amount] : []));
      const received = successful.flatMap(({ credits }) =>
        credits.flatMap(({ toId, amount }) => (toId === wallet ? [amount] : [])),
      );
      const available = [...paid, ...received].reduce((sum, amount) => sum + amount, 0n);
      expect([wallet, await purse(the.world, wallet)]).toEqual([wallet, { available, reserved: 0n, holds: 0 }]);
      const { statement } = (await the.world.shards[0].get(wallet)) ?? {};
      if (statement) expect([wallet, statement.posted]).toEqual([wallet, available]);
    }
  });
}
