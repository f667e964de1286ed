import { useState } from 'preact/hooks';
import { APPROVALS } from '../texts/approvals.ts';
import { CONFIRM } from '../texts/pay.ts';
import { WALLET } from '../texts/wallet.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { ThemeSwitch } from '../ui/theme-switch.tsx';
import { addresses } from './addresses.ts';
import type { Intents } from './intent.ts';
import { leave } from './leave.ts';
import { intents } from './pay/payments.ts';
import { mustAddFactor, session } from './session.ts';

type Intent = ReturnType<Intents['unfinished']>[number];

/** Who is logged in, the theme, and the way out. */
export function PersonMenu() {
  const login = session.value?.login;
  const hasViews = login !== undefined && !mustAddFactor.value;
  const [asked, setAsked] = useState<Intent>();
  const goAway = () => {
    setAsked(undefined);
    void leave().catch(() => undefined);
  };
  // To forget a payment whose result is not known would be to pay it twice.
  const ask = () => {
    const [open] = intents.peek().unfinished();
    if (open) setAsked(open);
    else goAway();
  };
  return (
    <>
      <Menu label={login ?? WALLET.menu.guest} icon="user">
        <div class="flex flex-col gap-3">
          {login !== undefined && (
            <p class="text-sm [overflow-wrap:anywhere]">
              <span class="text-quiet block text-xs">{WALLET.menu.loggedInAs}</span>
              {login}
            </p>
          )}
          <ThemeSwitch />
          <a class="btn btn-ghost btn-sm justify-start" href={addresses.receipts}>
            <Icon name="shield" />
            {WALLET.menu.receipts}
          </a>
          {hasViews && (
            <a class="btn btn-ghost btn-sm justify-start" href={addresses.approvals}>
              <Icon name="check" />
              {APPROVALS.title}
            </a>
          )}
          {hasViews && (
            <a class="btn btn-ghost btn-sm justify-start" href={addresses.webhooks}>
              <Icon name="bell" />
              {WALLET.menu.webhooks}
            </a>
          )}
          {login !== undefined && (
            <a class="btn btn-ghost btn-sm justify-start" href={addresses.security}>
              <Icon name="key" />
              {WALLET.menu.security}
            </a>
          )}
          <a class="btn btn-ghost btn-sm justify-start" href="/docs">
            <Icon name="code" />
            {WALLET.menu.api}
          </a>
          {login !== undefined && (
            <button type="button" class="btn btn-ghost btn-sm justify-start" onClick={ask}>
              <Icon name="logOut" />
              {WALLET.menu.logOut}
            </button>
          )}
        </div>
      </Menu>
      {asked && (
        <Dialog title={WALLET.leave.title} onClose={() => setAsked(undefined)}>
          <div class="flex flex-col gap-3">
            <p>{WALLET.leave.text}</p>
            <a
              class="btn btn-primary"
              href={addresses.transactions(asked.content.from)}
              onClick={() => setAsked(undefined)}
            >
              {CONFIRM.uncertain.transfers}
            </a>
            <button type="button" class="btn" onClick={() => setAsked(undefined)}>
              {WALLET.leave.stay}
            </button>
            <button type="button" class="btn btn-ghost" onClick={goAway}>
              {WALLET.leave.anyway}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
