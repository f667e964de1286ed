import { randomUUID } from 'node:crypto';
import { createClient, type MibClient } from '../../../lib/client/index.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { Random } from '../../support/random.ts';
import { BASE_URL, fetchOf } from '../../support/steps/client.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';

const TRANSFERS = 30;
const AMOUNT = 3n;

/** The network loses a third of all requests and a third of all responses. */
export function clientOnABadNetwork(inProcess: () => InProcessWorld): void {
  describe('a client on a bad network', () => {
    let world: InProcessWorld;
    beforeAll(async () => {
      world = inProcess();
    });
    const given = givenSteps(() => world);

    it('registers, creates wallets, and makes every transfer once', async () => {
      const { client, lost } = badlyConnected();
      await client.register({ login: `user-${randomUUID()}`, password: `password-${randomUUID()}` });
      const [from, to] = [freshWalletId(world), freshWalletId(world)];
      await client.createWallet(from);
      await client.createWallet(to);
      await given.money(from, 1_000);

      const accepted = await Promise.all(
        Array.from({ length: TRANSFERS }, () => client.transfer({ from, to, amount: AMOUNT })),
      );
      for (const { TxID } of accepted) expect(await client.waitForFinal(TxID)).toMatchObject({ status: 'SUCCESSFUL' });
      expect(lost.responses).toBeGreaterThan(TRANSFERS / 3);

      const made = await Array.fromAsync(client.transactions(to, { limit: 7 }));
      expect(made.map(({ TxID }) => TxID)).toEqual(accepted.map(({ TxID }) => TxID).sort());
      expect(await client.balance(to)).toMatchObject({ balance: String(AMOUNT * BigInt(TRANSFERS)) });
    }, 60_000);

    function badlyConnected(): { client: MibClient; lost: { responses: number } } {
      const random = new Random(7);
      const lost = { responses: 0 };
      const reach = fetchOf(world.api);
      const fetch = async (request: Request): Promise<Response> => {
        const luck = random.next();
        if (luck < 1 / 3) throw new TypeError('the request is lost');
        const response = await reach(request);
        if (luck > 2 / 3) {
          lost.responses += 1;
          throw new TypeError('the response is lost');
        }
        return response;
      };
      // Ten attempts all fail once in 60 calls, which is too often for a test of this many calls.
      const retries = { attempts: 40, firstDelayMs: 1, longestDelayMs: 5 };
      return { client: createClient({ baseUrl: BASE_URL, fetch, retries, polling: { firstDelayMs: 5 } }), lost };
    }
  });
}
