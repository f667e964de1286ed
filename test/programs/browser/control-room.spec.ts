import { once } from 'node:events';
import { get } from 'node:http';
import { ALARMS } from '../../../lib/web/texts/console/alarms.ts';
import { AUDIT } from '../../../lib/web/texts/console/audit.ts';
import { TEXTS } from '../../../lib/web/texts/console/common.ts';
import { KEYS } from '../../../lib/web/texts/console/keys.ts';
import { OPERATORS } from '../../../lib/web/texts/console/operators.ts';
import { OVERVIEW } from '../../../lib/web/texts/console/overview.ts';
import { SEARCH } from '../../../lib/web/texts/console/search.ts';
import { SHARDS } from '../../../lib/web/texts/console/shards.ts';
import { TRANSFER } from '../../../lib/web/texts/console/transfer.ts';
import { WALLET_ITEM } from '../../../lib/web/texts/console/wallet.ts';
import { GRAPH } from '../../../lib/web/texts/graph.ts';
import { confirmed, startControlRoom, test } from './control-room.ts';
import { expectHeading } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect } from './test.ts';

test('the printed address admits one browser, once, and nobody without it', async ({ stack, newContext }) => {
  const { address, stop } = await startControlRoom(stack);
  const { origin } = new URL(address);
  const first = await (await newContext({ baseURL: origin })).newPage();
  await first.goto(address);
  await expectHeading(first, OVERVIEW.title);
  expect(first.url()).toBe(`${origin}/`);
  await first.reload();
  await expectHeading(first, OVERVIEW.title);

  const second = await newContext({ baseURL: origin });
  expect((await second.request.get(address)).status()).toBe(401);
  expect((await second.request.get('/api/overview')).status()).toBe(401);
  const stranger = await second.newPage();
  await stranger.goto('/');
  await expect(stranger.getByText(TEXTS.noSession.title)).toBeVisible();
  await expectGoodLooks(stranger);
  for (const context of [first.context(), second]) await context.close();
  await stop();
});

test('a page from elsewhere cannot use the session of the browser', async ({ room, openRoom: { origin } }) => {
  const api = `${origin}/api/audits`;
  const { request } = room.context();
  const data = { settle: false };
  expect((await request.post(api, { data, headers: { origin: 'http://evil.example' } })).status()).toBe(403);
  expect((await request.post(api, { data })).status()).toBe(403);
  // The name of a stranger that resolves to this machine.
  const call = get(`${origin}/api/stage`, { headers: { host: 'evil.example' } });
  const [response] = await once(call, 'response');
  response.resume();
  expect(response.statusCode).toBe(403);
});

test('the overview says that Σ is zero and since when, and shows the charts', async ({ room, people }) => {
  const ann = await people.register('ann');
  await ann.wallet(100);
  // The first audit of the control room reads every wallet.
  await expect(room.getByText(OVERVIEW.books.balanced.sign, { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(room.getByText(OVERVIEW.shards.all(2))).toBeVisible();
  await expect(room.getByText(OVERVIEW.alarms.none)).toBeVisible();
  for (const title of [OVERVIEW.series.rate, OVERVIEW.series.latency]) {
    await expect(room.getByText(title).first()).toBeVisible();
  }
  await expectGoodLooks(room);
});

test('a transfer is found by its TxID, and drawn on the state machine with both wallets', async ({ room, people }) => {
  const ann = await people.register('ann');
  const [from, to] = [await ann.wallet(100), await ann.wallet()];
  const { TxID } = await ann.client.transfer({ from, to, amount: 30n });
  await ann.client.waitForFinal(TxID);
  await room.getByRole('searchbox', { name: SEARCH.label }).first().fill(TxID);
  await room.keyboard.press('Enter');
  await expect(room).toHaveURL(`/transfers/${from}/${TxID}`);
  await expect(room.getByRole('img', { name: TRANSFER.graph.label(GRAPH.ended) })).toBeVisible();
  for (const side of [TEXTS.sides.debit, TEXTS.sides.credit]) {
    const wallet = room.getByRole('region', { name: new RegExp(`^${side}`) });
    await expect(wallet.getByText(TRANSFER.sides.states.settled, { exact: true })).toBeVisible();
  }
  await expect(room.getByText(TRANSFER.timeline.decided('commit'))).toBeVisible();
  await expectGoodLooks(room);
  await room.getByRole('heading', { level: 2 }).getByRole('link', { name: from }).click();
  await expect(room).toHaveURL(`/wallets/${from}`);
  await expect(room.getByText(WALLET_ITEM.noHolds)).toBeVisible();
  await expect(room.getByText(new RegExp(`^${WALLET_ITEM.tombstones}`))).toBeVisible();
  await expectGoodLooks(room);
});

test('an audit balances and lists no findings', async ({ room, people }) => {
  await (await people.register('ann')).wallet(100);
  await room.getByRole('navigation').getByRole('link', { name: TEXTS.views.audit }).click();
  await room.getByRole('button', { name: AUDIT.run }).click();
  await confirmed(room, AUDIT.run);
  await expect(room.getByText(AUDIT.balanced)).toBeVisible();
  await expect(room.getByText(AUDIT.noFindings)).toBeVisible();
  await expectGoodLooks(room);
});

test('the shards and the keys look good', async ({ room }) => {
  await room.goto('/shards');
  await expect(room.getByText(TEXTS.shardStates.reachable)).toHaveCount(2);
  await expect(room.getByText(SHARDS.address).first()).toBeVisible();
  await expectGoodLooks(room);
  await room.goto('/keys');
  await expect(room.getByText(KEYS.local.title)).toBeVisible();
  await expect(room.getByText(KEYS.roles.signs, { exact: true })).toHaveCount(3);
  await expectGoodLooks(room);
});

test('the alarms with their paragraph of the runbook look good', async ({ room }) => {
  await room.goto('/alarms');
  await expect(room.getByText(ALARMS.none)).toBeVisible();
  await expectGoodLooks(room);
  await room.getByRole('link', { name: 'books-out-of-balance' }).click();
  await expect(room.getByText(ALARMS.runbook).first()).toBeVisible();
  await expectGoodLooks(room);
});

test('a search that finds nothing looks good', async ({ room }) => {
  await room.goto('/search?q=nothing');
  await expect(room.getByText(SEARCH.unknown)).toBeVisible();
  await expectGoodLooks(room);
});

test('what an operator does to a wallet is in the log of operators, with its reason', async ({ room, people }) => {
  const id = await (await people.register('ann')).wallet(100);
  await room.goto(`/wallets/${id}`);
  await room.getByRole('button', { name: WALLET_ITEM.freeze, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('case 7: card stolen');
  await confirmed(room, WALLET_ITEM.freeze);
  await expect(room.getByRole('dialog')).toHaveCount(0);
  await room.getByRole('navigation').getByRole('link', { name: TEXTS.views.log }).click();
  await expectHeading(room, OPERATORS.title);
  await expect(room.getByText(/^The chain is whole/)).toBeVisible();
  const row = room.getByRole('list', { name: OPERATORS.list }).getByRole('listitem').filter({ hasText: id });
  await expect(row).toContainText('wallets freeze');
  await expect(row).toContainText('case 7: card stolen');
  await expect(row).toContainText(OPERATORS.results.done);
  await expectGoodLooks(room);
});
