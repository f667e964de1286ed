import { WALLET } from '../texts/wallet.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { ThemeSwitch } from '../ui/theme-switch.tsx';
import { addresses } from './addresses.ts';
import { removeRun } from './file/stored-run.ts';
import { intents, storage } from './pay/payments.ts';
import { logOut, session } from './session.ts';

/** Who is logged in, the theme, and the way out. */
export function PersonMenu() {
  const login = session.value?.login;
  const leave = () => {
    intents.peek().forget();
    removeRun(storage(), session.peek()?.login ?? '');
    logOut();
  };
  return (
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
        {login !== undefined && (
          <a class="btn btn-ghost btn-sm justify-start" href={addresses.webhooks}>
            <Icon name="bell" />
            {WALLET.menu.webhooks}
          </a>
        )}
        <a class="btn btn-ghost btn-sm justify-start" href="/docs">
          <Icon name="code" />
          {WALLET.menu.api}
        </a>
        {login !== undefined && (
          <button type="button" class="btn btn-ghost btn-sm justify-start" onClick={leave}>
            <Icon name="logOut" />
            {WALLET.menu.logOut}
          </button>
        )}
      </div>
    </Menu>
  );
}
