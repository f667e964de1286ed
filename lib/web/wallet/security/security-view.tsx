import { SECURITY } from '../../texts/security.ts';
import { WALLET } from '../../texts/wallet.ts';
import { Page } from '../../ui/page.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { addresses } from '../addresses.ts';
import { KeysLink } from '../keys/keys-link.tsx';
import { client } from '../session.ts';
import { DeleteAccountCard } from './delete-account-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { SignInsCard } from './sign-ins-card.tsx';

/**
 * The sessions of the person, their passkeys, second factor, password and recent sign-ins, the way to their keys, and the
 * end of their account.
 */
export function SecurityView() {
  const sessions = useResource('sessions', (signal) => client.peek().sessions({ signal }));
  const signIns = useResource('sign-ins', (signal) => client.peek().signIns({ signal }));
  const factors = useResource('factors', (signal) => client.peek().secondFactors.get({ signal }));
  const reload = () => {
    sessions.reload();
    signIns.reload();
  };
  return (
    <Page title={SECURITY.title} back={{ href: addresses.home, label: WALLET.wallets }}>
      <div class="flex flex-col gap-4">
        <SessionsCard {...sessions} />
        <PasskeysCard {...factors} />
        <SecondFactorCard {...factors} />
        <PasswordCard onChanged={reload} />
        <SignInsCard {...signIns} />
        <KeysLink />
        <DeleteAccountCard />
      </div>
    </Page>
  );
}
