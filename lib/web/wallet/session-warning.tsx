import { useLocation } from 'preact-iso';
import { WALLET } from '../texts/wallet.ts';
import { format } from '../ui/person.ts';
import { useNow } from '../ui/use-now.ts';
import { loginAddress } from './addresses.ts';
import { session } from './session.ts';
import { endOf } from './stored-session.ts';

const WARNING_MS = 5 * 60_000;
const STEP_MS = 10_000;

/** Warns before the session ends, so that no typed text is lost. */
export function SessionWarning() {
  const { url, path } = useLocation();
  const now = useNow(STEP_MS);
  const end = session.value && endOf(session.value);
  const leftMs = end === undefined ? undefined : Date.parse(end) - now;
  const isNear = leftMs !== undefined && leftMs <= WARNING_MS && path !== '/app/login';
  return (
    <div role="status">
      {isNear && (
        <p class="bg-warning text-warning-content px-4 py-2 text-center text-sm">
          {/* A countdown that is read out every ten seconds disturbs: the minutes are enough. */}
          {WALLET.session.ends(format.duration(60_000 * Math.max(1, Math.ceil(leftMs / 60_000))))}{' '}
          <a class="link font-medium" href={loginAddress(url)}>
            {WALLET.session.renew}
          </a>
        </p>
      )}
    </div>
  );
}
