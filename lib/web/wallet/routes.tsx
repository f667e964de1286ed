import { Route, Router, useLocation } from 'preact-iso';
import { UI } from '../texts/ui.ts';
import { WALLET } from '../texts/wallet.ts';
import { Empty } from '../ui/empty.tsx';
import { lazy } from '../ui/lazy.tsx';
import { Page } from '../ui/page.tsx';
import { useTopOfView } from '../ui/use-top-of-view.ts';
import { addresses } from './addresses.ts';
import { Login, Register } from './entrance.tsx';
import { Confirm } from './pay/confirm.tsx';
import { Pay } from './pay/pay.tsx';
import { Transfer } from './transfer/transfer.tsx';
import { NewWallet } from './wallets/new-wallet.tsx';
import { WalletView } from './wallets/wallet-view.tsx';
import { Wallets } from './wallets/wallets.tsx';

const Approvals = lazy(async () => (await import('./approvals/approvals-view.tsx')).ApprovalsView);
const Chart = lazy(async () => (await import('./chart/balance-view.tsx')).BalanceView);
const Holds = lazy(async () => (await import('./holds/holds-view.tsx')).HoldsView);
const Keys = lazy(async () => (await import('./keys/keys-view.tsx')).KeysView);
const Request = lazy(async () => (await import('./request/request-view.tsx')).RequestView);
const Reset = lazy(async () => (await import('./reset/reset-view.tsx')).ResetView);
const Entry = lazy(async () => (await import('./statement/entry-view.tsx')).EntryView);
const PayFile = lazy(async () => (await import('./file/pay-file.tsx')).PayFile);
const Receipts = lazy(async () => (await import('./receipts/verify-view.tsx')).VerifyView);
const Scheduled = lazy(async () => (await import('./schedule/schedule-view.tsx')).ScheduleView);
const Security = lazy(async () => (await import('./security/security-view.tsx')).SecurityView);
const Statement = lazy(async () => (await import('./statement/statement-view.tsx')).StatementView);
const Webhooks = lazy(async () => (await import('./webhooks/webhooks-view.tsx')).WebhooksView);
const Webhook = lazy(async () => (await import('./webhooks/webhook-view.tsx')).WebhookView);
const Transfers = lazy(async () => (await import('./list/transfers-view.tsx')).TransfersView);

/**
 * The view of each address. A view gets the parts of its address as props: `id`, `TxID` and `seq`. Views
 * that few people open are loaded when they are shown, with `lazy` of lib/web/ui.
 */
export function Views() {
  const { path } = useLocation();
  useTopOfView(path);
  return (
    // Another address is another view, even with the same component: its heading gets the focus.
    <Router key={path}>
      <Route path="/app" component={Wallets} />
      <Route path="/app/wallets" component={Wallets} />
      <Route path="/app/login" component={Login} />
      <Route path="/app/register" component={Register} />
      <Route path="/app/reset" component={Reset} />
      <Route path="/app/pay" component={Pay} />
      <Route path="/app/pay/confirm" component={Confirm} />
      <Route path="/app/pay/file" component={PayFile} />
      <Route path="/app/receipts" component={Receipts} />
      <Route path="/app/security" component={Security} />
      <Route path="/app/keys" component={Keys} />
      <Route path="/app/approvals" component={Approvals} />
      <Route path="/app/webhooks" component={Webhooks} />
      <Route path="/app/webhooks/:WebhookID" component={Webhook} />
      <Route path="/app/wallets/new" component={NewWallet} />
      <Route path="/app/wallets/:id" component={WalletView} />
      <Route path="/app/wallets/:id/transactions" component={Transfers} />
      <Route path="/app/wallets/:id/transactions/:TxID" component={Transfer} />
      <Route path="/app/wallets/:id/scheduled/:ScheduleID" component={Scheduled} />
      <Route path="/app/wallets/:id/statement" component={Statement} />
      <Route path="/app/wallets/:id/statement/:seq" component={Entry} />
      <Route path="/app/wallets/:id/holds" component={Holds} />
      <Route path="/app/wallets/:id/balance" component={Chart} />
      <Route path="/app/wallets/:id/request" component={Request} />
      <Route default component={NotFound} />
    </Router>
  );
}

/** The view of an address that leads nowhere. */
export function NotFound() {
  return (
    <Page title={UI.notFound.title} back={{ href: addresses.home, label: WALLET.wallets }}>
      <Empty icon="alert" title={UI.notFound.detail} />
    </Page>
  );
}
