// The events of keys, shares and rules: who hears of which, and what is in them.
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { operatorStores } from '../../../lib/cli/operator/connection.ts';
import { type PublishedEvent, QueuedPublishedEvent } from '../../../lib/domain/published-event.ts';
import { USER_EVENT_TYPES } from '../../../lib/domain/user-webhook.ts';
import { ApprovalRules } from '../../../lib/store/approval-rules.ts';
import { WalletEvents } from '../../../lib/store/wallet-events.ts';
import { removeApprovalRule } from '../../../lib/usecases/approval-rule.ts';
import { eventsIn } from '../../../lib/usecases/events-in.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { isMade, keySteps } from '../../support/steps/key-steps.ts';
import { memberSteps } from '../../support/steps/member-steps.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import type { User } from '../../support/steps/world.ts';
import { pump } from './pump.ts';

const TYPES = USER_EVENT_TYPES.filter((type) => /^(key|wallet\.(share|unshare|rule))/.test(type));

let world: InProcessWorld;
let environment: NodeJS.ProcessEnv;
const given = givenSteps(() => world);
const webhooks = webhookSteps(() => world);
const keys = keySteps(() => world);
const members = memberSteps(() => world);
beforeAll(async () => {
  environment = { ...process.env };
  world = await startInProcess({ environment: { WEBHOOK_NETWORK: 'any' } });
  Object.assign(process.env, await world.operatorEnvironment());
});
afterAll(async () => {
  await world.stop();
  process.env = environment;
});
const receivers: UserReceiver[] = [];
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

/** A receiver of all events of these types that a user may see. */
async function hearing(user: User): Promise<UserReceiver> {
  const receiver = await UserReceiver.start();
  receivers.push(receiver);
  const response = await webhooks.add(user, { url: receiver.url, types: TYPES });
  receiver.knows(AddedWebhook.parse(response.body).secret);
  return receiver;
}

/** The events on the bus about something, once there are so many. */
async function told(about: string, count: number): Promise<[string, PublishedEvent][]> {
  const found = () =>
    world.events.flatMap(({ detail, detailType }): [string, PublishedEvent][] =>
      TYPES.some((type) => type === detailType) && JSON.stringify(detail).includes(`"${about}"`)
        ? [[detailType, QueuedPublishedEvent.parse(detail)]]
        : [],
    );
  await world.streamed();
  await eventually(() => found().length >= count);
  expect(found()).toHaveLength(count);
  return found();
}

/** The events of the bus as `deliver` gets them, and all that follows. */
async function delivered(events: readonly [string, PublishedEvent][]): Promise<void> {
  for (const [type, detail] of events) {
    const body = JSON.stringify({ source: 'mib', 'detail-type': type, detail });
    expect(await world.invoke('deliver', { Records: [{ messageId: 'm', body }] })).toEqual({ batchItemFailures: [] });
    await pump(world, 'fan_out');
    await pump(world, 'deliver_to_users');
  }
}
const heard = (receiver: UserReceiver) => receiver.taken.map(({ body }) => [body.type, body.data]);
const idOf = (user: User): string =>
  JSON.parse(Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString()).sub;
const at = expect.any(String);

describe('the events of a key', () => {
  it('tell its user alone that it is made and revoked, and have neither its secret nor its name', async () => {
    const user = await given.user();
    const [own, others] = [await hearing(user), await hearing(await given.user())];
    const made = isMade(
      await keys.make(user, { name: 'The shop', read: 'all', expires_at: '2099-01-01T00:00:00Z' }, 'once'),
    );
    // The response was lost: the same key has another secret.
    const again = isMade(
      await keys.make(user, { name: 'The shop', read: 'all', expires_at: '2099-01-01T00:00:00Z' }, 'once'),
    );
    expect(again.key_id).toBe(made.key_id);
    for (let n = 0; n < 2; n++) await keys.revoke(user, made.key_id);
    const { key_id } = made;
    const events = await told(key_id, 2);
    const of = { key_id, by: 'owner', expires_at: '2099-01-01T00:00:00.000Z', changed_at: at };
    expect(events).toEqual([
      ['key.made', { version: 1, user_id: idOf(user), status: 'KEY_MADE', ...of }],
      ['key.revoked', { version: 1, user_id: idOf(user), status: 'KEY_REVOKED', ...of }],
    ]);
    await delivered(events);
    expect(heard(own)).toEqual([
      ['key.made', of],
      ['key.revoked', of],
    ]);
    expect(others.requests).toBe(0);
    const everything = JSON.stringify([events, own.taken]);
    for (const secret of [made.key, again.key, made.key.slice(-64), 'The shop', user.login])
      expect(everything).not.toContain(secret);
  });
});

describe('the events of a share', () => {
  it('tell the owner and that member, and no other member', async () => {
    const { user: owner, wallet } = await given.userWithWallet();
    const [member, other] = [await given.user(), await given.user()];
    await members.change(owner, wallet, other.login);
    const first = await told(wallet, 1);
    const [toOwner, toMember, toOther] = [await hearing(owner), await hearing(member), await hearing(other)];
    await members.change(owner, wallet, member.login, { max_per_day: '5' });
    await members.change(owner, wallet, member.login, { max_per_day: '5' });
    await members.change(owner, wallet, member.login, { max_per_day: '7' });
    await members.remove(member, wallet, member.login);
    const events = (await told(wallet, 4)).slice(first.length);
    const of = { wallet_id: wallet, owner_id: idOf(owner), member_id: idOf(member), changed_at: at };
    const expected = [
      ['wallet.shared', { ...of, change: 2, by: 'owner', max_per_day: '5' }],
      ['wallet.share_changed', { ...of, change: 3, by: 'owner', max_per_day: '7' }],
      ['wallet.unshared', { ...of, change: 4, by: 'member', max_per_day: null }],
    ];
    await delivered(events);
    expect(heard(toOwner)).toEqual(expected);
    expect(heard(toMember)).toEqual(expected);
    expect(toOther.requests).toBe(0);
    const everything = JSON.stringify(events);
    for (const { login } of [owner, member, other]) expect(everything).not.toContain(login);
  });

  it('are as many as there were changes, also of requests at the same time', async () => {
    const { user: owner, wallet } = await given.userWithWallet();
    const all = await Promise.all(Array.from({ length: 4 }, () => given.user()));
    const responses = await Promise.all(all.map(({ login }) => members.change(owner, wallet, login)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const events = await told(wallet, 4);
    expect(events.map(([, event]) => 'change' in event && event.change)).toEqual([1, 2, 3, 4]);
    expect(new Set(events.map(([, event]) => 'member_id' in event && event.member_id))).toEqual(new Set(all.map(idOf)));
  });
});

describe('the events of a rule', () => {
  const setRule = (user: User, wallet: string, body: object) =>
    world.api.request('PATCH', `/api/user/wallets/${wallet}/approval`, { token: user.token, body });
  const decide = (user: User, wallet: string, change: string, decision: string) =>
    world.api.request('PATCH', `/api/user/wallets/${wallet}/approval/${change}`, {
      token: user.token,
      body: { decision },
    });
  const waiting = ({ body }: { body: unknown }): string => JSON.parse(JSON.stringify(body)).change.change_id;

  it('tell the owner and the approvers what is in force and what waits', async () => {
    const { user: owner, wallet } = await given.userWithWallet();
    const [approver, next] = [await given.userWithWallet(), await given.userWithWallet()];
    const [toOwner, toApprover, toNext] = [
      await hearing(owner),
      await hearing(approver.user),
      await hearing(next.user),
    ];
    await setRule(owner, wallet, { approval_above: '10', approvers: [approver.wallet] });
    const rejected = waiting(await setRule(owner, wallet, { approval_above: '20' }));
    await decide(approver.user, wallet, rejected, 'reject');
    const approved = waiting(await setRule(owner, wallet, { approvers: [next.wallet] }));
    for (let n = 0; n < 2; n++) await decide(approver.user, wallet, approved, 'approve');
    const events = await told(wallet, 5);
    const ids = { owner: idOf(owner), approver: idOf(approver.user), next: idOf(next.user) };
    const same = {
      wallet_id: wallet,
      owner_id: ids.owner,
      approval_above: '10',
      approvers: [ids.approver],
      waits: null,
      former_approvers: [],
      changed_at: at,
    };
    const asked = { asked_by: ids.owner, expires_at: at };
    const byOwner = { by: 'owner', by_id: ids.owner };
    const byApprover = { by: 'approver', by_id: ids.approver };
    const forBoth = [
      ['wallet.rule_changed', { ...same, ...byOwner, change: 1 }],
      [
        'wallet.rule_change_asked',
        {
          ...same,
          ...byOwner,
          change: 2,
          waits: { ...asked, change_id: rejected, approval_above: '20', approvers: [ids.approver] },
        },
      ],
      ['wallet.rule_change_dropped', { ...same, ...byApprover, change: 3 }],
      [
        'wallet.rule_change_asked',
        {
          ...same,
          ...byOwner,
          change: 4,
          waits: { ...asked, change_id: approved, approval_above: '10', approvers: [ids.next] },
        },
      ],
    ];
    const last = { ...same, ...byApprover, change: 5, approvers: [ids.next], former_approvers: [ids.approver] };
    await delivered(events);
    expect(heard(toOwner)).toEqual([...forBoth, ['wallet.rule_changed', last]]);
    // Who is in force now is no affair of the one who is not.
    const { approvers: _, approval_above: _above, waits: _waits, ...left } = last;
    expect(heard(toApprover)).toEqual([...forBoth, ['wallet.rule_changed', left]]);
    expect(heard(toNext)).toEqual([['wallet.rule_changed', last]]);
  });

  it('come from an operator, too, and each is published again among those of its time', async () => {
    const { user: owner, wallet } = await given.userWithWallet();
    const approver = await given.userWithWallet();
    await setRule(owner, wallet, { approval_above: '10', approvers: [approver.wallet] });
    const { documents, wallets, walletEvents } = world.tables;
    const stores = { ...operatorStores(), rules: new ApprovalRules(documents, wallets, walletEvents) };
    await removeApprovalRule(stores, wallet, Date.now());
    const events = await told(wallet, 2);
    expect(events[1]).toMatchObject([
      'wallet.rule_changed',
      { by: 'operator', approval_above: null, approvers: [], former_approvers: [idOf(approver.user)] },
    ]);
    expect(events[1]?.[1]).not.toHaveProperty('by_id');
    const again = await Array.fromAsync(
      eventsIn(
        { journal: stores.journal, walletEvents: new WalletEvents(documents, walletEvents) },
        { since: 0, until: Number.MAX_SAFE_INTEGER },
      ),
    );
    for (const [, event] of events) expect(again).toContainEqual(event);
  });
});
