import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { webhooksCommand } from '../../../lib/cli/operator/webhooks/command.ts';
import { ConfigurationError } from '../../../lib/config/configuration-error.ts';
import { newDelivery } from '../../../lib/domain/delivery.ts';
import { WebhookSecret } from '../../../lib/domain/webhook-subscription.ts';
import { Queue } from '../../../lib/remote/queue.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';

const DELIVERIES = 'mib-local-deliveries';
const UNDELIVERED = 'mib-local-undelivered-events';

let world: InProcessWorld;
const given = givenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
});
afterAll(() => world.stop());
beforeEach(async () => {
  Object.assign(process.env, await world.operatorEnvironment(), {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterEach(() => jest.restoreAllMocks());

/** Runs the command in this process. @returns the JSON that it prints */
async function webhooks(...given: string[]): Promise<Record<string, unknown>> {
  const argv = given.includes('list') ? given : [...given, '--reason', 'a test'];
  const print = jest.spyOn(console, 'log').mockReturnValue();
  await webhooksCommand(() => ({ stage: 'local', data: 'no-such-folder', json: true })).parseAsync(argv, {
    from: 'user',
  });
  return JSON.parse(String(print.mock.lastCall?.[0]));
}

/** The problems that the command reports. */
async function problems(...argv: string[]): Promise<readonly string[]> {
  const error: unknown = await webhooks(...argv).catch((thrown: unknown) => thrown);
  return error instanceof ConfigurationError ? error.problems : [String(error)];
}

/** Receives the messages of the queue of deliveries. */
async function deliveries(): Promise<{ subscription: string; event: { TxID: string }; failures: number }[]> {
  const queue = world.queues.get(DELIVERIES);
  const received = queue?.receive(100) ?? [];
  for (const { id } of received) await queue?.delete(id);
  return received.map(({ body }) => JSON.parse(body));
}

describe("the operator's command for webhooks", () => {
  it('subscribes a receiver, rotates its secret and removes it', async () => {
    const added = await webhooks('add', 'ledger', '--url', 'http://127.0.0.1:1/in');
    expect(added).toEqual({ id: 'ledger', secret: expect.any(String) });
    const secret = WebhookSecret.parse(added.secret);
    expect(await webhooks('list')).toEqual([
      {
        id: 'ledger',
        url: 'http://127.0.0.1:1/in',
        types: [
          'transfer.final',
          'transfer.authorised',
          'transfer.awaits_approval',
          'wallet.frozen',
          'wallet.unfrozen',
          'wallet.closed',
          'wallet.shared',
          'wallet.share_changed',
          'wallet.unshared',
          'wallet.rule_changed',
          'wallet.rule_change_asked',
          'wallet.rule_change_dropped',
          'key.made',
          'key.revoked',
        ],
        secrets: [{ added_at: expect.any(String) }],
      },
    ]);

    const rotated = await webhooks('rotate', 'ledger');
    expect(WebhookSecret.parse(rotated.secret)).not.toBe(secret);
    expect(await webhooks('retire', 'ledger')).toEqual({ retired: 'ledger' });
    expect(await webhooks('remove', 'ledger')).toEqual({ removed: 'ledger' });
    expect(await webhooks('list')).toEqual([]);
  });

  it('lists every problem of a subscription', async () => {
    await expect(problems('add', 'Ledger!', '--url', 'ftp://x', '--types', 'a,transfer.final')).resolves.toEqual([
      'the name is not 1 to 32 small letters, digits and hyphens',
      '--url is not a URL of http or https',
      '--types is none of transfer.final, transfer.authorised, transfer.awaits_approval, wallet.frozen, wallet.unfrozen, wallet.closed, wallet.shared, wallet.share_changed, wallet.unshared, wallet.rule_changed, wallet.rule_change_asked, wallet.rule_change_dropped, key.made, key.revoked',
    ]);
  });

  it('redelivers dead letters, one transfer, or all transfers of a span', async () => {
    world.setSubscriptions([subscription('ledger'), subscription('mail')]);
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 5 });
    await eventually(() => world.events.some(({ detail }) => JSON.stringify(detail).includes(TxID)));
    const { detail } = world.events.find((event) => JSON.stringify(event.detail).includes(TxID)) ?? {};
    await deliveries();

    const letter = { ...newDelivery('ledger', Object(detail), 0), failures: 200, reason: 'x', given_up_at: 'y' };
    const undelivered = new Queue(`https://sqs/${UNDELIVERED}`);
    await undelivered.send([{ body: letter }, { body: { ...letter, subscription: 'mail' } }]);
    expect(await webhooks('redeliver', 'ledger')).toEqual({ redelivered: 1, left: 1 });
    expect(await deliveries()).toMatchObject([{ subscription: 'ledger', event: { TxID }, failures: 0 }]);

    expect(await webhooks('redeliver', '--wallet', payee.wallet, '--tx', TxID)).toEqual({ redelivered: 2 });
    const both = await deliveries();
    expect(both.map(({ subscription: id, event }) => [id, event.TxID])).toEqual([
      ['ledger', TxID],
      ['mail', TxID],
    ]);

    const since = new Date(Date.now() - 600_000).toISOString();
    const all = await webhooks('redeliver', 'mail', '--since', since);
    const again = await deliveries();
    expect(all).toEqual({ redelivered: again.length });
    expect(again.map(({ event }) => event.TxID)).toContain(TxID);
    expect(new Set(again.map(({ subscription: id }) => id))).toEqual(new Set(['mail']));
  });

  it.each([
    [['redeliver', '--tx', 'x'], '--wallet and --tx go together'],
    [['redeliver', '--until', '2026-11-23'], '--until needs --since'],
    [['redeliver', 'nobody'], 'there is no subscription "nobody"'],
  ])('reports the problem of %j', async (argv, line) => {
    expect(await problems(...argv)).toEqual([line]);
  });
});

function subscription(id: string) {
  const secrets = [{ secret: `whsec_${Buffer.alloc(24, id).toString('base64')}`, added_at: new Date().toISOString() }];
  return { id, url: 'http://127.0.0.1:1/', types: ['transfer.final'], secrets };
}

describe("the operator's command for webhooks of users", () => {
  it('lists them without secrets, disables one for its user too, and enables it', async () => {
    const user = await given.user();
    const steps = webhookSteps(() => world);
    const wanted = { url: 'https://shop.example/mib', types: ['transfer.final'] };
    const { webhook_id: id, secret } = AddedWebhook.parse((await steps.add(user, wanted)).body);
    const listed = await webhooks('users', 'list', user.login.toUpperCase());
    expect(listed).toMatchObject([{ id, ...wanted }]);
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(await webhooks('users', 'disable', user.login, id)).toEqual({ disabled: id });
    expect(await steps.change(user, id, { enabled: true })).toMatchObject({ status: 409 });
    expect(await webhooks('users', 'enable', user.login, id)).toEqual({ enabled: id });
    expect((await steps.get(user, id)).body).toMatchObject({ status: 'enabled' });
  });

  it('names a user and a webhook that do not exist', async () => {
    const user = await given.user();
    expect(await problems('users', 'list', 'nobody-here')).toEqual(['there is no user "nobody-here"']);
    expect(await problems('users', 'disable', user.login, 'no-id')).toEqual([`"${user.login}" has no webhook no-id`]);
    expect(await problems('users', 'enable', user.login, 'no-id')).toEqual([`"${user.login}" has no webhook no-id`]);
  });
});
