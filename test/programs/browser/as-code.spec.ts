// "As curl" and "as code" of a view do what the view does.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { EXPORT } from '../../../lib/web/texts/list.ts';
import { CONFIRM } from '../../../lib/web/texts/pay.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { confirmPayment, continuePayment, expectStatus, paidFrom } from './pay-form.ts';
import { newCredentials, newWalletId, type Person } from './people.ts';
import { expect, test } from './test.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const run = promisify(execFile);

/** Copies the command of the view by its button. @param title of the panel that has it */
async function copied(page: Page, tab: string, what: string, title: string): Promise<string> {
  const panel = page.getByRole('group').filter({ hasText: title }).last();
  if (!(await panel.getByRole('tablist').isVisible())) await panel.getByText(title).click();
  await panel.getByRole('tab', { name: tab }).click();
  await panel.getByRole('button', { name: UI.copy(what) }).click();
  await expect(page.getByText(UI.copied(what))).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}

async function curl(page: Page, env: Record<string, string>, title: string = UI.asCode): Promise<string> {
  const { stdout } = await run('sh', ['-c', await copied(page, UI.curl, UI.command, title)], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

async function program(page: Page, env: Record<string, string>, title: string = UI.asCode): Promise<string> {
  const code = await copied(page, UI.code, UI.program, title);
  const argv = ['--input-type=module-typescript', '--eval', code];
  const { stdout } = await run(process.execPath, argv, {
    cwd: PROJECT,
    env: { ...process.env, ...env, FORCE_COLOR: '0' },
  });
  return stdout;
}

const tokenOf = ({ client }: Person) => ({ TOKEN: client.token ?? '' });

test('the registration and the login as commands give a token', async ({ page }) => {
  const { login, password } = newCredentials('o’ann');
  await page.goto('/app/register');
  await page.getByLabel(FIELD_TEXTS.newLogin.label).fill(login);
  expect(await curl(page, { PASSWORD: password })).toContain('"token_type":"Bearer"');
  await page.goto('/app/login');
  await page.getByLabel(FIELD_TEXTS.login.label).fill(login);
  expect(await curl(page, { PASSWORD: password })).toContain('"token_type":"Bearer"');
  expect(await program(page, { PASSWORD: password })).toMatch(/^ey/);
});

test('a new wallet as a command, and as a program, opens that wallet', async ({ page, people }) => {
  const ann = await people.register('ann');
  await logIn(page, ann, '/app/wallets/new');
  const [first, second] = [newWalletId(), newWalletId()];
  const number = page.getByLabel(FIELD_TEXTS.newWallet.label);
  await number.fill(first);
  expect(await curl(page, tokenOf(ann))).toContain(`"wallet_id":"${first}"`);
  await number.fill(second);
  expect(await program(page, tokenOf(ann))).toBe('ACTIVE\n');
  await page.goto('/app');
  await expect(page.getByRole('listitem')).toHaveCount(2);
  expect(await curl(page, tokenOf(ann))).toContain(second);
  expect(await program(page, tokenOf(ann))).toContain(`${second} ACTIVE`);
});

test('the command of a payment and the button of its confirmation together pay once', async ({ page, people }) => {
  const ann = await people.register('ann');
  const [from, to] = [await ann.wallet(100), await ann.wallet()];
  await logIn(page, ann, `/app/pay?from=${from}&to=${to}&amount=7&reference=it's %24HOME`);
  await continuePayment(page);
  await expectHeading(page, CONFIRM.title);
  expect(await curl(page, tokenOf(ann))).toContain('"TxID"');
  await confirmPayment(page, '7');
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7']);
  expect(await curl(page, tokenOf(ann))).toContain(`"reference":"it's $HOME"`);
  expect(await program(page, tokenOf(ann))).toContain("status: 'SUCCESSFUL'");
});

test('the commands of a wallet and its list read what the views show', async ({ page, people }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(41);
  await logIn(page, ann, `/app/wallets/${wallet}`);
  await expectHeading(page, WALLETS.titleOf(wallet));
  expect(await curl(page, tokenOf(ann))).toContain('"available":"41"');
  expect(await program(page, tokenOf(ann))).toContain("available: '41'");
  await page.goto(`/app/wallets/${wallet}/transactions?status=SUCCESSFUL`);
  await page.getByText(EXPORT.title).click();
  expect(await program(page, tokenOf(ann), EXPORT.listAs)).toMatch(/\+41 SUCCESSFUL\n$/);
});
