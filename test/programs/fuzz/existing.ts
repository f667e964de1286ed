import * as z from 'zod';
import { ApprovalRule } from '../../../lib/api/approvals.ts';
import { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { keySteps } from '../../support/steps/key-steps.ts';
import { memberSteps } from '../../support/steps/member-steps.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import { when } from '../../support/steps/when.ts';
import type { World } from '../../support/steps/world.ts';
import { createWallet, expected, fund, type People } from './people.ts';

/** Path parameters or fields of a body that exist together, by the route that they are for. */
export type Existing = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** As many as a short run asks of one route: each ends what it reaches. */
const OF_EACH = 8;
/** Fewer than a user can have, so that the fuzzing makes some, too. */
const KEYS = 2;
const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };
const DAY_MS = 86_400_000;

const Accepted = z.object({ TxID: z.string() });
const Scheduled = z.object({ ScheduleID: z.string() });
const Key = z.object({ key_id: z.string() });
const Webhook = z.object({ webhook_id: z.string() });
const Deliveries = z.array(z.object({ delivery_id: z.string() }));
const Held = z.array(z.object({ TxID: z.string() }));

/**
 * Makes what routes need together: a payment that is held for the payer's first wallet, one that it
 * has received, a schedule of it, an empty wallet, a shared one, a key, a delivery to a webhook.
 * @param now ms since 1970
 */
export async function existingResources(
  world: World,
  { payer, payee, partner }: People,
  now: number,
): Promise<Existing> {
  const client = when(() => world);
  const [id = ''] = payer.wallets;
  const [from = ''] = payee.wallets;
  const each = async (make: (n: number) => Promise<Record<string, string>>, count = OF_EACH) => {
    const made: Record<string, string>[] = [];
    for (let n = 0; n < count; n++) made.push(await make(n));
    return made;
  };
  const held = async () => {
    const order = { from, to: id, amount: '5', capture: 'manual' };
    const { TxID } = Accepted.parse(expected(202, await client.transfer(payee, order)).body);
    await eventually(async () => {
      const { body } = await client.holds(payer, id, '?limit=100');
      return Held.safeParse(body).data?.some((hold) => hold.TxID === TxID);
    }, PATIENCE);
    return { id, TxID };
  };
  const executeAt = new Date(now + 300 * DAY_MS).toISOString();
  const scheduled = async () => {
    const order = { from_id: id, to_id: from, amount: '5', execute_at: executeAt };
    const { ScheduleID } = Scheduled.parse(expected(201, await client.schedule(payer, order)).body);
    return { id, ScheduleID };
  };
  const empty = async (n: number) => {
    const wallet = String(310 + n);
    await createWallet(world, payer, wallet);
    return { id: wallet };
  };
  const members = memberSteps(() => world);
  const shared = async (n: number) => {
    const wallet = String(330 + n);
    await createWallet(world, payer, wallet);
    expected(200, await members.change(payer, wallet, partner));
    return { id: wallet, login: partner };
  };
  const keys = keySteps(() => world);
  const key = async () => {
    const { key_id } = Key.parse(expected(201, await keys.make(payer, { name: 'To revoke', read: [id] })).body);
    return { KeyID: key_id };
  };
  const webhooks = webhookSteps(() => world);
  const delivered = async () => {
    const wanted = { url: 'http://127.0.0.1:9/closed', types: ['transfer.final'] };
    const { webhook_id } = Webhook.parse(expected(201, await webhooks.add(payer, wanted)).body);
    expected(202, await webhooks.test(payer, webhook_id));
    const deliveries = async () => (await webhooks.deliveries(payer, webhook_id)).body;
    const first = async () => Deliveries.safeParse(await deliveries()).data?.[0]?.delivery_id;
    return { WebhookID: webhook_id, DeliveryID: await eventually(first, PATIENCE) };
  };
  const guarded = '320';
  await createWallet(world, payee, guarded);
  await fund(world, guarded, 1_000n);
  const setRule = (above: string, approvers?: string[]) =>
    client.setApprovalRule(payee, guarded, { approval_above: above, ...(approvers && { approvers }) });
  expected(200, await setRule('0', [id]));
  const asked = async () => {
    const order = { from: guarded, to: id, amount: '5' };
    const transfer = TransactionDetail.parse(
      expected(200, await client.transfer(payee, order, undefined, 'wait=10')).body,
    );
    return { id: guarded, TxID: transfer.TxID };
  };
  const { change } = ApprovalRule.parse(expected(200, await setRule('5')).body);
  const schedules = await each(scheduled);
  const sharing = await each(shared);
  return {
    'POST /api/user/transactions/{id}/{TxID}/capture': await each(held),
    'POST /api/user/transactions/{id}/{TxID}/void': await each(held),
    'POST /api/user/transactions/{id}/{TxID}/approve': await each(asked),
    'POST /api/user/transactions/{id}/{TxID}/reject': await each(asked),
    'PATCH /api/user/wallets/{id}/approval/{ChangeID}': [{ id: guarded, ChangeID: change?.change_id ?? '' }],
    'POST /api/user/transactions/{id}/{TxID}/refund': await each(async () => ({
      id,
      TxID: await fund(world, id, 1_000n),
    })),
    'GET /api/user/scheduled_transfers/{id}/{ScheduleID}': schedules,
    'PATCH /api/user/scheduled_transfers/{id}/{ScheduleID}': schedules,
    'DELETE /api/user/scheduled_transfers/{id}/{ScheduleID}': await each(scheduled),
    'POST /api/user/webhooks/{WebhookID}/deliveries/{DeliveryID}/resend': [await delivered()],
    'POST /api/user/wallets/{id}/close': await each(empty),
    'PATCH /api/user/wallets/{id}/members/{login}': sharing,
    'DELETE /api/user/wallets/{id}/members/{login}': sharing,
    'DELETE /api/user/keys/{KeyID}': await each(key, KEYS),
  };
}
