import { randomUUID } from 'node:crypto';
import { createClient, type MibClient } from '../../../lib/client/index.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import { Random } from '../../support/random.ts';
import { BASE_URL, fetchOf } from '../../support/steps/client.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';

const TRANSFERS = 30;
const AMOUNT = 3n;

// The API itself, behind a network that loses a third of all requests and a third of all answers.
describe('a client on a bad network', () => {
  let world: InProcessWorld;
  beforeAll(async () => {
    world = await startInProcess();
  });
  afterAll(() => world.stop());
  const given = givenSteps(() => world);

  it('registers, opens wallets, and makes every transfer once', async () => {
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
    expect(lost.answers).toBeGreaterThan(TRANSFERS / 3);

    const made = await Array.fromAsync(client.transactions(to, { limit: 7 }));
    expect(made.map(({ TxID }) => TxID)).toEqual(accepted.map(({ TxID }) => TxID).sort());
    expect(await client.balance(to)).toMatchObject({ balance: String(AMOUNT * BigInt(TRANSFERS)) });
  }, 60_000);

  function badlyConnected(): { client: MibClient; lost: { answers: number } } {
    const random = new Random(7);
    const lost = { answers: 0 };
    const reach = fetchOf(world.api);
    const fetch = async (request: Request): Promise<Response> => {
      const luck = random.next();
      if (luck < 1 / 3) throw new TypeError('the request is lost');
      const response = await reach(request);
      if (luck > 2 / 3) {
        lost.answers += 1;
        throw new TypeError('the answer is lost');
      }
      return response;
    };
    // Ten attempts fail together once in 60: too often here, where much is asked.
    const retries = { attempts: 40, firstDelayMs: 1, longestDelayMs: 5 };
    return { client: createClient({ baseUrl: BASE_URL, fetch, retries, polling: { firstDelayMs: 5 } }), lost };
  }
});
