import { useEffect } from 'preact/hooks';
import { LocationProvider, useLocation } from 'preact-iso';
import { WALLET } from '../texts/wallet.ts';
import { Broken } from '../ui/broken.tsx';
import { type NavigationLink, Shell } from '../ui/shell.tsx';
import { addresses, factorAddress, isReadable, loginAddress } from './addresses.ts';
import { PersonMenu } from './person-menu.tsx';
import { NotFound, Views } from './routes.tsx';
import { hasLeft, mustAddFactor, session } from './session.ts';
import { SessionWarning } from './session-warning.tsx';
import { useListedCurrencies } from './use-currency.ts';

/** The views that need no session. */
const OPEN = [addresses.login, addresses.register, addresses.reset, addresses.receipts];

/** The wallet: its frame and the view of the address. */
export function App() {
  return (
    <LocationProvider scope={/^\/app(\/|\?|$)/}>
      <Frame />
    </LocationProvider>
  );
}

function Frame() {
  useListedCurrencies();
  return (
    <Shell
      name={WALLET.brand}
      home={addresses.home}
      links={useLinks()}
      menu={<PersonMenu />}
      notice={<SessionWarning />}
    >
      <Broken>
        <Guarded />
      </Broken>
    </Shell>
  );
}

/**
 * Views that belong to a person lead to the login, and the login leads back to them. Those of a person who has
 * to add a second factor lead to it.
 */
function Guarded() {
  const { path, url, route } = useLocation();
  const isOpen = OPEN.some((address) => address === path);
  const isMissing = !isOpen && session.value === undefined;
  const isLimited = !isOpen && mustAddFactor.value && path !== addresses.security;
  useEffect(() => {
    if (isMissing) route(hasLeft.peek() ? addresses.login : loginAddress(url), true);
    else if (isLimited) route(factorAddress(url), true);
  }, [isMissing, isLimited, url, route]);
  if (isMissing || isLimited) return null;
  return isReadable(path) ? <Views /> : <NotFound />;
}

function useLinks(): readonly NavigationLink[] {
  const { path } = useLocation();
  if (!session.value || mustAddFactor.value) return [];
  const isPaying = path === addresses.pay || path === addresses.confirm || path === addresses.payFile;
  return [
    { href: addresses.home, label: WALLET.wallets, icon: 'wallet', isCurrent: !isPaying },
    { href: addresses.pay, label: WALLET.pay, icon: 'send', isCurrent: isPaying },
  ];
}
