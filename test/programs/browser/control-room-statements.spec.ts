import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { TEXTS } from '../../../lib/web/texts/console/common.ts';
import { HEAD, ROOT, STATEMENTS } from '../../../lib/web/texts/console/statements.ts';
import { test } from './control-room.ts';
import { expectHeading } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import type { Person } from './people.ts';
import type { RunningStack } from './stack.ts';
import { expect } from './test.ts';

// The first of them needs a stack that has kept no root, and the second the root of the first.
test.use({ ownStack: {} });
test.describe.configure({ mode: 'serial' });

/** Keeps a root, by the command that the page names. */
async function keepRoot({ data }: RunningStack): Promise<void> {
  const argv = ['lib/cli/operator/cli.ts', '--data', data, 'audit', '--continue'];
  await promisify(execFile)(process.execPath, argv, { cwd: PROJECT });
}

/** Waits until the statement of a wallet has this entry. */
async function posted({ client }: Person, wallet: string, seq: number): Promise<void> {
  for await (const entry of client.followStatement(wallet)) if (entry.seq === seq) break;
}

test('without a root the view names the command that keeps one, and after it the root and its key', async ({
  room,
  stack,
  people,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(100);
  await posted(ann, wallet, 1);
  await room.getByRole('navigation').getByRole('link', { name: TEXTS.views.statements }).click();
  await expectHeading(room, STATEMENTS.title);
  await expect(room.getByText(STATEMENTS.none)).toBeVisible();
  await expect(room.getByText(/^npm run operator -- .* audit --continue$/)).toBeVisible();
  await expectGoodLooks(room);
  await room.goto(`/wallets/${wallet}`);
  await expect(room.getByText(HEAD.uncovered)).toBeVisible();

  await keepRoot(stack);
  await room.goto('/statements');
  await expect(room.getByText(STATEMENTS.verdicts.verified)).toBeVisible();
  const rows = room.getByRole('list', { name: STATEMENTS.roots }).getByRole('listitem');
  await expect(rows).toHaveCount(1);
  await expect(rows.getByText(STATEMENTS.signatures.valid)).toBeVisible();
  await expectGoodLooks(room);
});

test('a wallet leads to the root below which its head is, and each hash up to it is shown', async ({
  room,
  stack,
  people,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(1_000_000);
  await posted(ann, wallet, 1);
  await keepRoot(stack);
  await people.fund(wallet, 5);
  await posted(ann, wallet, 2);
  await room.goto(`/wallets/${wallet}`);
  await expect(room.getByText(HEAD.newer('1'))).toBeVisible();
  await expectGoodLooks(room);
  await room.getByRole('link', { name: HEAD.verify }).click();
  await expect(room).toHaveURL(/\/statements\/roots\/[\d:.TZ-]+\?wallet=\d+$/);
  await expect(room.getByRole('status').getByText(ROOT.results.proven)).toBeVisible();
  await expect(room.getByText(ROOT.entry('1'))).toBeVisible();
  await expect(room.getByText('1,000,000')).toBeVisible();
  await expect(room.getByRole('list', { name: ROOT.path }).getByRole('listitem').first()).toContainText(ROOT.leaf);
  await expect(room.getByText(ROOT.isRoot)).toBeVisible();
  await expectGoodLooks(room);
});

test('a root is asked by the keyboard for other wallets, and says what it does not have', async ({ room, people }) => {
  const wallet = await (await people.register('ann')).wallet(100);
  await room.goto('/statements');
  await room.getByRole('list', { name: STATEMENTS.roots }).getByRole('link').first().click();
  const field = room.getByRole('textbox', { name: ROOT.verify.wallet });
  await field.fill('ann');
  await room.keyboard.press('Enter');
  await expect(room.getByText(`${ROOT.verify.wallet} ${ROOT.verify.mustBe}.`)).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill(wallet);
  await room.keyboard.press('Enter');
  await expect(room.getByRole('status').getByText(ROOT.results.no_head)).toBeVisible();
  await expectGoodLooks(room);
});

test('an address of a root that was never kept says so', async ({ room, watch }) => {
  watch.allow(/404/);
  await room.goto('/statements/roots/2020-01-01T00:00:00.000Z');
  await expect(room.getByText('No root was kept at 2020-01-01T00:00:00.000Z.')).toBeVisible();
  await expect(room.getByRole('link', { name: STATEMENTS.title }).first()).toBeVisible();
  await expectGoodLooks(room);
});
