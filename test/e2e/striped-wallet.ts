import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { OPERATOR_PROGRAM, operatorEnvironment } from '../programs/chaos/operator-audit.ts';
import { eventually } from '../support/environment/eventually.ts';
import { clientOf } from '../support/steps/client.ts';
import { given as givenSteps } from '../support/steps/given.ts';
import * as then from '../support/steps/then.ts';
import { when as whenSteps } from '../support/steps/when.ts';
import { IS_REMOTE, type RunningWorld } from './running-world.ts';

/** An operator of a deployment elsewhere: the stage, and the environment in which the program acts on it. */
const Operator = z.object({ stage: z.string(), environment: z.record(z.string(), z.string()) });
const { MIB_OPERATOR } = process.env;
const STRIPES = 4;
const Issued = z.object({ status: z.string() });

/**
 * A wallet that an operator stripes while it is paid, until it is closed. The instances of functions read
 * the list of striped wallets once a minute, so users' payments are on its own item and on its stripes. What
 * an operator issues is on its stripes at once.
 */
export function stripedWallet(running: () => RunningWorld): void {
  const world = () => running().world;
  const given = givenSteps(world);
  const when = whenSteps(world);

  async function operator(...argv: string[]): Promise<unknown> {
    const { local } = running();
    const { stage, environment } = local
      ? { stage: 'local', environment: operatorEnvironment(local.stack, local.stack.shardUrls) }
      : Operator.parse(JSON.parse(MIB_OPERATOR ?? '{}'));
    const words = [OPERATOR_PROGRAM, '--json', '--stage', stage, ...argv];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: environment });
    return JSON.parse(stdout);
  }
  const because = (...argv: string[]) => operator(...argv, '--reason', 'a test');

  (IS_REMOTE && MIB_OPERATOR === undefined ? it.skip : it)(
    'lets an operator stripe a wallet while it is paid, which stays one wallet for its owner, until it is closed',
    async () => {
      const shop = await given.userWithWallet({ shard: 0 });
      const payer = await given.userWithWallet({ shard: 1, money: 100 });
      const client = clientOf(world(), shop.user);
      const paid: string[] = [];
      const transfer = async (by: typeof shop, to: string, amount: number) => {
        const { TxID, status } = await given.transfer(by.user, { from: by.wallet, to, amount });
        if (status === 'SUCCESSFUL') paid.push(TxID);
        return status;
      };
      const pay = (count: number) => Promise.all(Array.from({ length: count }, () => transfer(payer, shop.wallet, 1)));
      const payOut = (amount: number) => transfer(shop, payer.wallet, amount);
      const issue = async (amount: number, key: string) => {
        const order = ['issue', '--to', shop.wallet, '--amount', String(amount), '--key', `${shop.wallet}-${key}`];
        expect(Issued.parse(await because(...order))).toEqual({ status: 'SUCCESSFUL' });
      };

      await pay(2);
      const [striped] = await Promise.all([because('wallets', 'stripe', shop.wallet, '--into', `${STRIPES}`), pay(4)]);
      expect(striped).toEqual({ wallet_id: shop.wallet, stripes: STRIPES, used: STRIPES });
      await Promise.all([issue(10, 'a'), issue(10, 'b'), issue(10, 'c'), pay(4)]);
      expect((await client.balance(shop.wallet)).balance).toBe('40');

      // Its own item has 10 at most: these gather. A third one would take more than there is.
      expect(await Promise.all([payOut(15), payOut(15)])).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
      expect(await payOut(11)).toBe('INVALID');
      const [whole] = await Promise.all([payOut(10), pay(2)]);
      expect(whole).toBe('SUCCESSFUL');
      expect((await client.balance(shop.wallet)).balance).toBe('2');

      await because('wallets', 'freeze', shop.wallet);
      expect([...(await pay(2)), await payOut(1)]).toEqual(['INVALID', 'INVALID', 'INVALID']);
      await expect(issue(1, 'frozen')).rejects.toThrow("the payee's wallet takes no money");
      await because('wallets', 'unfreeze', shop.wallet);
      await issue(5, 'd');
      expect(await because('wallets', 'stripe', shop.wallet, '--into', '1')).toMatchObject({ used: 0 });
      await issue(3, 'e');
      expect(await payOut(10)).toBe('SUCCESSFUL');
      const shown = z
        .object({
          item: z.object({ balance: z.string() }),
          stripes: z.object({ used: z.int(), each: z.array(z.unknown()) }),
        })
        .parse(await operator('wallets', 'show', shop.wallet));
      expect([shown.item.balance, shown.stripes.used, shown.stripes.each.length]).toEqual(['0', 0, STRIPES]);

      const listed = await Array.fromAsync(client.transactions(shop.wallet));
      expect(new Set(listed.map(({ TxID }) => TxID)).size).toBe(listed.length);
      const ended = listed.filter(({ status }) => status === 'SUCCESSFUL');
      expect(ended.map(({ TxID }) => TxID)).toEqual(expect.arrayContaining(paid));
      expect(new Set(listed.map(({ wallet_id }) => wallet_id))).toEqual(new Set([shop.wallet]));
      const entries = await eventually(async () => {
        const read = await Array.fromAsync(client.statement(shop.wallet)).catch(() => []);
        return read.length === ended.length && read;
      }, then.patience(world()));
      expect(entries.map(({ TxID }) => TxID).sort()).toEqual(ended.map(({ TxID }) => TxID).sort());
      let balance = 0n;
      for (const [n, entry] of entries.entries()) {
        balance += BigInt(entry.amount);
        expect(entry).toMatchObject({ seq: n + 1, balance: balance.toString() });
      }
      expect(balance).toBe(0n);
      for (const csv of [await when.csv(shop.user, shop.wallet), await when.statementCsv(shop.user, shop.wallet)])
        expect(paid.filter((TxID) => !csv.text.includes(TxID))).toEqual([]);

      expect(await when.closeWallet(shop.user, shop.wallet)).toMatchObject({ status: 200 });
      expect(await pay(1)).toEqual(['INVALID']);
      // A deployment is audited after all of its tests.
      if (!IS_REMOTE) expect(await operator('audit')).toMatchObject({ balanced: true, findings: [] });
    },
    120_000,
  );
}
