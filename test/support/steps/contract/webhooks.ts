import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AddedWebhook, RotatedSecret, Webhook } from '../../../../lib/api/user-webhooks.ts';
import { MAX_WEBHOOKS } from '../../../../lib/domain/user-webhook.ts';
import { WebhookSecret } from '../../../../lib/domain/webhook-subscription.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { webhookSteps } from '../webhook-steps.ts';
import type { User, World } from '../world.ts';

const NO_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** The webhooks that users manage, as far as no receiver takes part. */
export function webhooksContract(world: () => World): void {
  const given = givenSteps(world);
  const when = webhookSteps(world);
  const wanted = (more: object = {}) => ({ url: 'https://shop.example/mib', types: ['transfer.final'], ...more });
  const isAdded = (response: ApiResponse) => {
    expect(response).toMatchObject({ status: 201 });
    return AddedWebhook.parse(response.body);
  };
  const isWebhook = (response: ApiResponse) => {
    expect(response).toMatchObject({ status: 200 });
    return Webhook.parse(response.body);
  };
  const added = async (user: User, more: object = {}) => isAdded(await when.add(user, wanted(more)));
  const listed = async (user: User) => {
    const response = await when.list(user);
    expect(response).toMatchObject({ status: 200 });
    return z.array(Webhook).parse(response.body);
  };

  describe('a webhook of a user', () => {
    it('is added with a secret that no other response has, and is listed, changed and removed', async () => {
      const user = await given.user();
      const { secret, ...webhook } = await added(user, { description: 'Cafe\u0301' });
      expect(WebhookSecret.safeParse(secret).success).toBe(true);
      expect(webhook).toMatchObject({ ...wanted(), description: 'Caf\u00e9', status: 'enabled' });
      const { webhook_id: id } = webhook;
      for (const response of [await when.get(user, id), await when.list(user)]) {
        expect([response.status, response.text.includes(secret)]).toEqual([200, false]);
      }
      expect([isWebhook(await when.get(user, id)), await listed(user)]).toEqual([webhook, [webhook]]);
      const change = { url: 'https://other.example/', types: ['statement.posted'], description: null };
      const { description: _, ...rest } = webhook;
      expect(isWebhook(await when.change(user, id, change))).toEqual({ ...rest, url: change.url, types: change.types });
      expect(isWebhook(await when.change(user, id, {}))).toMatchObject({ url: change.url });
      expect(await when.remove(user, id)).toMatchObject({ status: 204, text: '' });
      expect(await listed(user)).toEqual([]);
      then.isProblem(await when.get(user, id), 404, 'webhook_not_found');
      then.isProblem(await when.remove(user, id), 404, 'webhook_not_found');
    });

    it('is disabled and enabled by its user', async () => {
      const user = await given.user();
      const { webhook_id: id } = await added(user);
      expect(isWebhook(await when.change(user, id, { enabled: false }))).toMatchObject({
        status: 'disabled',
        disabled_reason: 'user',
        disabled_at: expect.any(String),
      });
      expect(isWebhook(await when.change(user, id, { enabled: true }))).toMatchObject({ status: 'enabled' });
      expect(isWebhook(await when.get(user, id))).not.toHaveProperty('disabled_at');
    });

    it('is the same with the same secret when its request is repeated under its key', async () => {
      const user = await given.user();
      const key = randomUUID();
      const first = isAdded(await when.add(user, wanted(), key));
      expect(isAdded(await when.add(user, wanted(), key))).toEqual(first);
      expect(await listed(user)).toHaveLength(1);
      then.isProblem(await when.add(user, wanted({ description: 'other' }), key), 422, 'idempotency_key_reused');
      await when.remove(user, first.webhook_id);
      then.isProblem(await when.add(user, wanted(), key), 404, 'webhook_not_found');
      expect(await listed(user)).toEqual([]);
    });

    it(`is one of at most ${MAX_WEBHOOKS}, also when more are added at once`, async () => {
      const user = await given.user();
      const responses = await Promise.all(Array.from({ length: MAX_WEBHOOKS + 3 }, () => when.add(user, wanted())));
      const statuses = responses.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(MAX_WEBHOOKS);
      for (const response of responses) if (response.status !== 201) then.isProblem(response, 409, 'too_many_webhooks');
      const all = await listed(user);
      expect(all).toHaveLength(MAX_WEBHOOKS);
      await when.remove(user, all[0]?.webhook_id ?? '');
      await added(user);
      then.isProblem(await when.add(user, wanted()), 409, 'too_many_webhooks');
    });

    it.each<[string, unknown, string[]]>([
      ['no address', { url: undefined }, ['url']],
      ['an address that is no URL', { url: 'shop' }, ['url']],
      ['an address of another protocol', { url: 'ftp://shop.example/' }, ['url']],
      ['an address with a password', { url: 'https://ann:pass@shop.example/' }, ['url']],
      ['a long address', { url: `https://shop.example/${'x'.repeat(1_000)}` }, ['url']],
      ['no types', { types: [] }, ['types']],
      ['a type twice', { types: ['transfer.final', 'transfer.final'] }, ['types']],
      ['an unknown type', { types: ['transfer.final', 'wallet.opened'] }, ['types[1]']],
      ['an empty description', { description: '' }, ['description']],
      ['an unknown field', { secret: 'mine' }, ['secret']],
    ])('is not added with %s', async (_what, wrong, fields) => {
      const user = await given.user();
      const body = { ...wanted(), ...(typeof wrong === 'object' && wrong) };
      then.isProblem(await when.add(user, body), 400, 'invalid_input', fields);
      expect(await listed(user)).toEqual([]);
    });

    it('of another user is like one that does not exist, to the byte', async () => {
      const [owner, stranger] = [await given.user(), await given.user()];
      const { webhook_id: id } = await added(owner);
      const requests = [
        (by: User, one: string) => when.get(by, one),
        (by: User, one: string) => when.change(by, one, { enabled: false }),
        (by: User, one: string) => when.change(by, one, {}),
        (by: User, one: string) => when.remove(by, one),
        (by: User, one: string) => when.rotate(by, one),
        (by: User, one: string) => when.deliveries(by, one),
        (by: User, one: string) => when.resend(by, one, NO_ID),
        (by: User, one: string) => when.test(by, one),
      ];
      for (const request of requests) {
        const foreign = await request(stranger, id);
        then.isProblem(foreign, 404, 'webhook_not_found');
        for (const missing of [NO_ID, 'no-id']) expect((await request(stranger, missing)).text).toBe(foreign.text);
      }
      expect(await listed(owner)).toMatchObject([{ webhook_id: id, status: 'enabled' }]);
      expect(await listed(stranger)).toEqual([]);
      then.isProblem(await when.resend(owner, id, NO_ID), 404, 'delivery_not_found');
    });
  });

  describe('the rotation of a secret', () => {
    const rotated = async (user: User, id: string, key?: string) => {
      const response = await when.rotate(user, id, key);
      expect(response).toMatchObject({ status: 200 });
      return RotatedSecret.parse(response.body);
    };

    it('gives another secret, and says until when the one before signs', async () => {
      const user = await given.user();
      const { webhook_id: id, secret } = await added(user);
      const first = await rotated(user, id);
      const second = await rotated(user, id);
      expect(new Set([secret, first.secret, second.secret]).size).toBe(3);
      expect(Date.parse(second.old_until)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    });

    it('gives the same secret when its request is repeated under its key', async () => {
      const user = await given.user();
      const [one, other] = [await added(user), await added(user)];
      const key = randomUUID();
      const first = await rotated(user, one.webhook_id, key);
      expect(await rotated(user, one.webhook_id, key)).toEqual(first);
      then.isProblem(await when.rotate(user, other.webhook_id, key), 422, 'idempotency_key_reused');
    });
  });
}
