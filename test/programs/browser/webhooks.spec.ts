import { UI } from '../../../lib/web/texts/ui.ts';
import { WEBHOOKS } from '../../../lib/web/texts/webhooks.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

const ADD = WEBHOOKS.add;
const LIST = WEBHOOKS.deliveries;

test('a person adds a webhook, sees its secret once, and finds what was delivered', async ({ page, people }) => {
  const ann = await people.register('ann');
  const receiver = await UserReceiver.start();
  await logIn(page, ann, '/app/webhooks');
  await expectHeading(page, WEBHOOKS.title);
  await expect(page.getByText(WEBHOOKS.empty)).toBeVisible();
  await page.getByLabel(ADD.url).fill('shop');
  await page.getByRole('button', { name: ADD.submit }).click();
  await expect(page.getByLabel(ADD.url)).toBeFocused();
  await page.getByLabel(ADD.url).fill(receiver.url);
  for (const [type, text] of Object.entries(WEBHOOKS.types))
    if (type !== 'transfer.final') await page.getByLabel(text).uncheck();
  await page.getByRole('button', { name: ADD.submit }).click();

  const secret = await page.getByRole('status').locator('code').innerText();
  receiver.knows(secret);
  await expect(page.getByRole('button', { name: UI.copy(WEBHOOKS.secret.what) })).toBeVisible();
  await expectGoodLooks(page);
  await page.reload();
  await expect(page.getByText(receiver.url)).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  const [webhook] = await ann.client.webhooks.list();
  expect(webhook).toMatchObject({ url: receiver.url, types: ['transfer.final'] });

  await page.getByRole('link', { name: receiver.url }).click();
  await expect(page.getByText(LIST.empty)).toBeVisible();
  receiver.status = 503;
  await page.getByRole('button', { name: WEBHOOKS.test }).click();
  await expect.poll(() => receiver.requests).toBeGreaterThan(0);
  receiver.status = 200;
  const delivery = page.getByRole('listitem').filter({ hasText: 'webhook.test' });
  await expect(async () => {
    await page.getByRole('button', { name: LIST.reload }).click();
    await expect(delivery).toContainText(LIST.status.delivered, { timeout: 500 });
  }).toPass();
  await expect(delivery).toContainText(LIST.response(200));
  await expectGoodLooks(page);
  await delivery.getByRole('button', { name: LIST.resend }).click();
  await expect.poll(() => receiver.taken.length).toBe(2);
  expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(1);
  expect(receiver.forgeries).toEqual([]);
  await receiver.stop();
});

test('a person rotates the secret, enables a webhook that was disabled, and removes it', async ({ page, people }) => {
  const ann = await people.register('ann');
  const receiver = await UserReceiver.start();
  receiver.status = 410;
  const { webhook_id, secret } = await ann.client.webhooks.add({ url: receiver.url, types: ['transfer.final'] });
  await ann.client.webhooks.test(webhook_id);
  await expect.poll(async () => (await ann.client.webhooks.get(webhook_id)).status).toBe('disabled');

  await logIn(page, ann, `/app/webhooks/${webhook_id}`);
  await expect(page.getByText(WEBHOOKS.disabledTitle)).toBeVisible();
  await expect(page.getByText(WEBHOOKS.disabled.gone)).toBeVisible();
  await page.getByRole('button', { name: WEBHOOKS.enable }).click();
  await expect(page.getByText(WEBHOOKS.disabledTitle)).toHaveCount(0);

  await page.getByRole('button', { name: WEBHOOKS.rotate }).click();
  const rotated = await page.getByRole('status').locator('code').innerText();
  expect(rotated).toMatch(/^whsec_/);
  expect(rotated).not.toBe(secret);

  await page.getByRole('button', { name: WEBHOOKS.remove }).click();
  await page.getByRole('dialog').getByRole('button', { name: WEBHOOKS.remove }).click();
  await expectHeading(page, WEBHOOKS.title);
  await expect(page.getByText(WEBHOOKS.empty)).toBeVisible();
  expect(await ann.client.webhooks.list()).toEqual([]);
  await receiver.stop();
});
