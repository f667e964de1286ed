import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { Spending } from '../../../lib/store/spending.ts';
import { Users } from '../../../lib/store/users.ts';
import { WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { acceptTransfer } from '../../../lib/usecases/accept-transfer.ts';
import { createWallet } from '../../../lib/usecases/create-wallet.ts';
import { login } from '../../../lib/usecases/login.ts';
import { register } from '../../../lib/usecases/register.ts';
import { sweep } from '../../../lib/usecases/sweep.ts';
import { Waits } from '../../../lib/usecases/waits.ts';
import { LOSSES, LostResponses } from '../../support/environment/lost-responses.ts';
import { type FreshTables, freshTables } from '../../support/environment/tables.ts';
import { PLAIN } from '../../support/plain-currency.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;

let tables: FreshTables;
let client: DynamoDBDocumentClient;
let responses: LostResponses;
const started: string[] = [];
beforeAll(async () => {
  tables = await freshTables();
  client = documentsAt({ endpoint: await tables.endpoint() });
  responses = new LostResponses(client);
});
beforeEach(() => {
  started.length = 0;
});
afterAll(() => {
  client.config.requestHandler.destroy?.();
  tables.close();
});

const stores = () => ({
  users: new Users(client, tables.users),
  backoff: new LoginBackoff(client, tables.throttles),
  directory: new Directory(client, tables.wallets),
  idempotencyKeys: new IdempotencyKeys(client, tables.idempotency),
  journal: new Journal(client, tables.journal),
  spending: new Spending(client, tables.spending),
});
const startTransfer = async ({ txId }: { txId: string }) => void started.push(txId);
const transferWorkflow = { start: startTransfer, runToEnd: async () => true };
const walletWorkflow = { start: async ({ walletId }: { walletId: string }) => void started.push(walletId) };

async function openWallet(walletId: string): Promise<void> {
  const entry = { walletId, owner: 'ann', shard: 0, status: 'ACTIVE', createdAt: new Date(NOW).toISOString() } as const;
  await stores().directory.claim(entry, NOW);
}

function order(fromId: string, idempotencyKey?: string) {
  const texts = { reference: undefined, note: undefined };
  return {
    userId: 'ann',
    fromId,
    amount: 5n,
    credits: [{ toId: '2', amount: 5n }],
    ...texts,
    idempotencyKey,
  };
}

describe.each(LOSSES)('a request that loses the response to its write (%s)', (loss) => {
  it('registers the user without a 409', async () => {
    const credentials = { login: `new-${loss}`, password: 'correct horse battery' };
    const moment = { now: NOW, address: 'home', userId: ulid(NOW), passwordCost: 4 };
    const { result } = await responses.losing(1, loss, () => register(stores(), credentials, moment));
    expect(result).toMatchObject({ userId: moment.userId });
    // The claim of the skeleton is the first write.
    const other = { ...moment, userId: ulid(NOW) };
    const second = { ...credentials, login: `newer-${loss}` };
    expect(await responses.losing(2, loss, () => register(stores(), second, other))).toMatchObject({
      result: { userId: other.userId },
    });
  });

  it('logs in with the right password, and counts one attempt', async () => {
    const credentials = { login: `known-${loss}`, password: 'correct horse battery' };
    const userId = ulid(NOW);
    await register(stores(), credentials, { now: NOW, address: 'home', userId, passwordCost: 4 });
    for (let attempt = 1; attempt <= 4; attempt++) {
      await stores().backoff.take(credentials.login, 'cafe', NOW, `wrong ${attempt}`);
    }
    const device = { network: '203.0.113.0/24', userAgent: 'a test' };
    const from = { now: NOW, address: 'cafe', attemptId: 'right', passwordCost: 4, device };
    const { result } = await responses.losing(1, loss, () =>
      login({ ...stores(), signIns: new SignIns(client, tables.sessions) }, credentials, from),
    );
    expect(result).toMatchObject({ userId });
  });

  it('starts the workflow of create_wallet', async () => {
    const walletId = `1${LOSSES.indexOf(loss)}`;
    const request = { userId: 'ann', walletId, idempotencyKey: undefined };
    const all = { ...stores(), places: new WalletPlaces(client, tables.wallets), workflow: walletWorkflow };
    const order = { now: NOW, shardCount: async () => 2, place: ulid(NOW), limit: 100, currencies: PLAIN };
    // Taking the place is the first write.
    await responses.losing(2, loss, () => createWallet(all, request, order));
    expect(started).toEqual([walletId]);
  });

  it('starts the workflow of do_transaction once, for the first request and for one that finds the key claimed', async () => {
    const walletId = `2${LOSSES.indexOf(loss)}`;
    await openWallet(walletId);
    const all = { ...stores(), workflow: transferWorkflow, waits: new Waits() };
    const first = { now: NOW, txId: ulid(NOW) };
    const { result } = await responses.losing(1, loss, () => acceptTransfer(all, order(walletId), first));
    expect(result).toEqual({ txId: first.txId, status: 'PENDING' });
    expect(started).toEqual([first.txId]);

    // The first request claims its key and crashes.
    const died = { ...all, journal: new Journal(client, 'no such table') };
    const claimed = { now: NOW, txId: ulid(NOW) };
    await expect(acceptTransfer(died, order(walletId, `key-${loss}`), claimed)).rejects.toThrow();
    const again = { now: NOW + 1_000, txId: ulid(NOW + 1_000) };
    const second = await responses.losing(2, loss, () => acceptTransfer(all, order(walletId, `key-${loss}`), again));
    expect(second.result).toEqual({ txId: claimed.txId, status: 'PENDING' });
    expect(started).toEqual([first.txId, claimed.txId]);

    // A later request finds the transfer of another request, and starts nothing.
    const third = { now: NOW + 2_000, txId: ulid(NOW + 2_000) };
    expect(await acceptTransfer(all, order(walletId, `key-${loss}`), third)).toEqual(second.result);
    expect(started).toHaveLength(2);
  });

  it('lets the sweeper start what it has postponed, and count it once', async () => {
    const order = { txId: ulid(NOW), fromId: '1', amount: 5n, credits: [{ toId: '2', amount: 5n }] };
    const { journal, directory } = stores();
    await journal.create(order, NOW);
    const workflows = { transferWorkflow, createWalletWorkflow: walletWorkflow };
    const due = await journal.due(NOW + MINUTE, 100);
    // Earlier tests have claimed all other due items.
    for (const other of due) {
      if (other.key.tx_id !== order.txId) await journal.postpone(other, NOW + 10 * MINUTE, 'tidy');
    }
    for (const other of await directory.due(NOW + MINUTE, 100)) {
      await directory.postpone(other, NOW + 10 * MINUTE, 'tidy');
    }
    await responses.losing(1, loss, () =>
      sweep({ journal, directory, ...workflows }, { now: NOW + MINUTE, asOf: NOW + MINUTE, sweepId: ulid() }),
    );
    expect(started).toEqual([order.txId]);
    const [next] = (await journal.due(Number.MAX_SAFE_INTEGER, 100)).filter(({ key }) => key.tx_id === order.txId);
    expect(next).toMatchObject({ attempts: 1 });
  });
});
