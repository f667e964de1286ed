const segment = (text: string) => encodeURIComponent(text.toWellFormed());

/** The address of every view. */
export const addresses = {
  home: '/app',
  login: '/app/login',
  register: '/app/register',
  reset: '/app/reset',
  newWallet: '/app/wallets/new',
  pay: '/app/pay',
  confirm: '/app/pay/confirm',
  payFile: '/app/pay/file',
  receipts: '/app/receipts',
  security: '/app/security',
  keys: '/app/keys',
  approvals: '/app/approvals',
  webhooks: '/app/webhooks',
  webhook: (id: string) => `/app/webhooks/${segment(id)}`,
  wallet: (id: string) => `/app/wallets/${segment(id)}`,
  transactions: (id: string) => `/app/wallets/${segment(id)}/transactions`,
  transaction: (id: string, TxID: string) => `/app/wallets/${segment(id)}/transactions/${segment(TxID)}`,
  statement: (id: string) => `/app/wallets/${segment(id)}/statement`,
  holds: (id: string) => `/app/wallets/${segment(id)}/holds`,
  entry: (id: string, seq: number) => `/app/wallets/${segment(id)}/statement/${seq}`,
  balance: (id: string) => `/app/wallets/${segment(id)}/balance`,
  scheduled: (id: string, ScheduleID: string) => `/app/wallets/${segment(id)}/scheduled/${segment(ScheduleID)}`,
  request: (id: string) => `/app/wallets/${segment(id)}/request`,
} as const;

/** The form of a payment with these fields filled in. */
export function payAddress(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter((field): field is [string, string] => Boolean(field[1]));
  return given.length === 0 ? addresses.pay : `${addresses.pay}?${new URLSearchParams(given)}`;
}

/** The login form that leads back to this address. */
export function loginAddress(next: string, path: '/app/login' | '/app/register' = addresses.login): string {
  return next === addresses.home ? path : `${path}?${new URLSearchParams({ next })}`;
}

/** The page that adds a second factor, and leads back to this address. */
export function factorAddress(next: string): string {
  return next === addresses.home ? addresses.security : `${addresses.security}?${new URLSearchParams({ next })}`;
}

/**
 * Where a login leads. Only an address of this page counts: a link must not lead a person who has
 * just logged in to another site.
 * @param origin of this page
 */
export function addressAfterLogin(next: string | undefined, origin: string): string {
  const url = next === undefined ? null : URL.parse(next, origin);
  if (!url || url.origin !== origin || !/^\/app(\/|$)/.test(url.pathname)) return addresses.home;
  const isForm = [addresses.login, addresses.register, addresses.reset].some((one) => one === url.pathname);
  return isForm ? addresses.home : url.pathname + url.search;
}

/** Whether each part of a path can be decoded, which a router must do: `%E0%A4` cannot. */
export function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
