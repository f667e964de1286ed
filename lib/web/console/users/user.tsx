import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { ACTS } from '../../texts/console/acts.ts';
import { USERS } from '../../texts/console/users.ts';
import { Page } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { ActDialog } from '../acts/act-dialog.tsx';
import { addressOf } from '../addresses.ts';
import type { UserDetail } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Badge } from '../parts/badge.tsx';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Activity } from './activity.tsx';
import { Holdings } from './holdings.tsx';

const EVERY_MS = 10_000;
type Verb = `users ${'block' | 'unblock' | 'end-sessions' | 'reset-password' | 'remove-second-factor' | 'delete'}`;

/** One user: the account, its wallets, keys, sessions and sign-ins, and what an operator can do. */
export function UserPage() {
  const { login = '' } = useRoute().params;
  const known = useLive('user', { login }, EVERY_MS);
  return (
    <Page title={USERS.userTitle(login)} back={{ href: addressOf.users, label: USERS.back }} wide>
      <Loaded known={known} height="h-96">
        {(detail) => (
          <div class="flex flex-col gap-4">
            <Account user={detail.user} />
            <Holdings user={detail.user} />
            {detail.user.deleted_at === undefined && <Activity detail={detail} />}
            <Command text={detail.command} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Account({ user }: Pick<UserDetail, 'user'>) {
  const { login, user_id, created_at, made_by, blocked_at, deleted_at, login_free_at } = user;
  const [verb, setVerb] = useState<Verb>();
  const verbs: readonly Verb[] =
    deleted_at === undefined
      ? [
          blocked_at === undefined ? 'users block' : 'users unblock',
          'users end-sessions',
          'users reset-password',
          'users remove-second-factor',
          'users delete',
        ]
      : [];
  const time = (name: string, at: string | undefined) => at !== undefined && { name, value: <Time at={at} /> };
  return (
    <Card title={USERS.account} actions={<State user={user} />}>
      <Facts
        facts={[
          { name: USERS.login, value: login },
          { name: USERS.id, value: <code>{user_id}</code> },
          time(USERS.created, created_at),
          made_by !== undefined && { name: USERS.madeBy, value: made_by },
          time(USERS.blockedAt, blocked_at),
          time(USERS.deletedAt, deleted_at),
          time(USERS.loginFreeAt, login_free_at),
        ]}
      />
      {verbs.length > 0 && (
        <div class="flex flex-wrap gap-2">
          {verbs.map((one) => (
            <button key={one} type="button" class="btn btn-sm" onClick={() => setVerb(one)}>
              {ACTS[one].verb}
            </button>
          ))}
        </div>
      )}
      {verb && (
        <ActDialog
          key={verb}
          act={{ command: verb, arguments: { login } }}
          what={login}
          onClose={() => setVerb(undefined)}
        />
      )}
    </Card>
  );
}

function State({ user: { blocked_at, deleted_at } }: Pick<UserDetail, 'user'>) {
  if (deleted_at !== undefined) return <Badge tone="quiet" icon="cross" text={USERS.deleted} />;
  if (blocked_at !== undefined) return <Badge tone="warning" icon="pause" text={USERS.blocked} />;
  return <Badge tone="good" text={USERS.active} />;
}
