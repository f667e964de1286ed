import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { SECOND_FACTOR } from '../../texts/second-factor.ts';
import { SECURITY } from '../../texts/security.ts';
import { WALLET } from '../../texts/wallet.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { addressAfterLogin, addresses } from '../addresses.ts';
import { KeysLink } from '../keys/keys-link.tsx';
import { client, mustAddFactor } from '../session.ts';
import { DeleteAccountCard } from './delete-account-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { SignInsCard } from './sign-ins-card.tsx';

const { required: REQUIRED } = SECOND_FACTOR;

/**
 * The sessions of the person, their passkeys, second factor, password and recent sign-ins, the way to their keys, and the
 * end of their account. A person who has to add a second factor sees what they may do until then.
 */
export function SecurityView() {
  const sessions = useResource('sessions', (signal) => client.peek().sessions({ signal }));
  const signIns = useResource('sign-ins', (signal) => client.peek().signIns({ signal }));
  const factors = useResource('factors', (signal) => client.peek().secondFactors.get({ signal }));
  const isLimited = mustAddFactor.value;
  const [wasLimited] = useState(isLimited);
  const reload = () => {
    sessions.reload();
    signIns.reload();
  };
  return (
    <Page title={SECURITY.title} {...(!isLimited && { back: { href: addresses.home, label: WALLET.wallets } })}>
      <div class="flex flex-col gap-4">
        {wasLimited && <FactorNotice isDone={!isLimited} />}
        {!wasLimited && <SessionsCard {...sessions} />}
        <PasskeysCard {...factors} />
        <SecondFactorCard {...factors} />
        {wasLimited && <SessionsCard {...sessions} />}
        {!isLimited && <PasswordCard onChanged={reload} />}
        <SignInsCard {...signIns} />
        {!isLimited && <KeysLink />}
        {!isLimited && <DeleteAccountCard />}
      </div>
    </Page>
  );
}

/** Says that the person has to add a second factor, and then where they go on. */
function FactorNotice({ isDone }: { readonly isDone: boolean }) {
  const { query } = useLocation();
  if (!isDone)
    return (
      <Notice tone="warning" title={REQUIRED.title}>
        {REQUIRED.lead}
      </Notice>
    );
  return (
    <Notice spoken>
      {REQUIRED.done}{' '}
      <a class="link font-medium" href={addressAfterLogin(query.next, location.origin)}>
        {REQUIRED.goOn}
      </a>
    </Notice>
  );
}
