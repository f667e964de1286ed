import { useEffect } from 'preact/hooks';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { TEXTS } from '../texts/console/common.ts';
import { Broken } from '../ui/broken.tsx';
import { rememberCurrencies } from '../ui/currencies.ts';
import { Empty } from '../ui/empty.tsx';
import { lazy } from '../ui/lazy.tsx';
import { Page } from '../ui/page.tsx';
import { addressOf, isReadable } from './addresses.ts';
import { AlarmPage, AlarmsPage } from './alarms/alarms.tsx';
import { AuditPage } from './audit/audit.tsx';
import { BreakPage } from './break/break.tsx';
import { Frame } from './frame.tsx';
import { KeysPage } from './keys/keys.tsx';
import { overview } from './live/overview.ts';
import { hasSession, useLive } from './live/use-live.ts';
import { NoSession } from './no-session.tsx';
import { OperatorLogPage } from './operators/operators.tsx';
import { OverviewPage } from './overview/overview.tsx';
import { Loaded } from './parts/loaded.tsx';
import { PendingPage } from './pending/pending.tsx';
import { SearchPage } from './search/search.tsx';
import { ShardPage, ShardsPage } from './shards/shards.tsx';
import { StageProvider } from './stage.tsx';
import { RootPage } from './statements/root.tsx';
import { StatementsPage } from './statements/statements.tsx';
import { TransferPage } from './transfer/transfer.tsx';
import { WalletPage } from './wallet/wallet.tsx';

// What few visits look at is loaded when it is shown.
const UsersPage = lazy(async () => (await import('./users/users.tsx')).UsersPage);
const UserPage = lazy(async () => (await import('./users/user.tsx')).UserPage);
const TreasuryPage = lazy(async () => (await import('./treasury/treasury.tsx')).TreasuryPage);
const ApprovalsPage = lazy(async () => (await import('./approvals/approvals.tsx')).ApprovalsPage);

/** The control room: its frame and the view of the address. */
export function App() {
  const stage = useLive('stage', {}, undefined);
  const currencies = stage.data?.currencies;
  useEffect(() => {
    if (currencies) rememberCurrencies(currencies);
  }, [currencies]);
  if (!hasSession.value) return <NoSession />;
  if (!stage.data) {
    return (
      <main class="mx-auto max-w-xl p-4 pt-10">
        <Loaded known={stage}>{() => null}</Loaded>
      </main>
    );
  }
  return (
    <LocationProvider>
      <StageProvider value={stage.data}>
        <Watched />
      </StageProvider>
    </LocationProvider>
  );
}

/** Every view shows whether the books balance. */
function Watched() {
  useEffect(() => overview.show(), []);
  return (
    <Frame>
      <Broken>
        <Views />
      </Broken>
    </Frame>
  );
}

function Views() {
  const { path } = useLocation();
  if (!isReadable(path)) return <NotFound />;
  return (
    <Router>
      <Route path="/" component={OverviewPage} />
      <Route path="/pending" component={PendingPage} />
      <Route path="/transfers/:wallet_id/:TxID" component={TransferPage} />
      <Route path="/wallets/:wallet_id" component={WalletPage} />
      <Route path="/shards" component={ShardsPage} />
      <Route path="/shards/:number" component={ShardPage} />
      <Route path="/keys" component={KeysPage} />
      <Route path="/audit" component={AuditPage} />
      <Route path="/statements" component={StatementsPage} />
      <Route path="/statements/roots/:kept_at" component={RootPage} />
      <Route path="/alarms" component={AlarmsPage} />
      <Route path="/alarms/:service/:name" component={AlarmPage} />
      <Route path="/operators" component={OperatorLogPage} />
      <Route path="/users" component={UsersPage} />
      <Route path="/users/:login" component={UserPage} />
      <Route path="/treasury" component={TreasuryPage} />
      <Route path="/approvals" component={ApprovalsPage} />
      <Route path="/break" component={BreakPage} />
      <Route path="/search" component={SearchPage} />
      <Route default component={NotFound} />
    </Router>
  );
}

function NotFound() {
  return (
    <Page title={TEXTS.notFound.title}>
      <Empty icon="question" title={TEXTS.notFound.detail}>
        <a class="btn btn-primary" href={addressOf.overview}>
          {TEXTS.notFound.home}
        </a>
      </Empty>
    </Page>
  );
}
