import type { Key } from 'mib/client';
import { useRef } from 'preact/hooks';
import { KEYS } from '../../texts/keys.ts';
import { announce } from '../../ui/announce.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { addresses } from '../addresses.ts';
import { calledOrNumber } from '../own-wallets.ts';
import { client } from '../session.ts';
import { useCurrency } from '../use-currency.ts';

/** A key, what it may do, and the button that revokes it. */
export function KeyRow({ of: key, onRevoked }: { readonly of: Key; readonly onRevoked: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { key_id, name, read, pay, status, created_at, expires_at, last_used_at } = key;
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    await client.peek().keys.revoke(key_id);
    announce(KEYS.revoked);
    onRevoked();
  });
  return (
    <li class="bg-base-100 border-base-300 rounded-2xl border p-4">
      <form ref={form} onSubmit={submit} class="flex items-start justify-between gap-3">
        <div class="min-w-0 text-sm [overflow-wrap:anywhere]">
          <p class="text-base font-medium">{name}</p>
          {read === 'all' && (
            <p>
              {KEYS.reads} {KEYS.all}
            </p>
          )}
          {read !== 'all' &&
            read.map((wallet) => (
              <p key={wallet}>
                {KEYS.reads} <WalletLink id={wallet} />
              </p>
            ))}
          {pay.map(({ wallet_id, max_per_day }) => (
            <Paying key={wallet_id} wallet={wallet_id} max={max_per_day} />
          ))}
          <p class="text-quiet mt-1">
            {KEYS.made} <Time at={created_at} />
          </p>
          <p class="text-quiet">
            {KEYS.used} {last_used_at === undefined ? KEYS.never : <Time at={last_used_at} as="age" />}
          </p>
          {expires_at !== undefined && (
            <p class={status === 'expired' ? 'text-error font-medium' : 'text-quiet'}>
              {status === 'expired' ? KEYS.expired : KEYS.expires} <Time at={expires_at} />
            </p>
          )}
        </div>
        <button type="submit" class="btn btn-sm" aria-label={KEYS.revokeOf(name)} aria-disabled={isBusy}>
          {KEYS.revoke}
        </button>
      </form>
      {problem && <Problem problem={problem} />}
    </li>
  );
}

function Paying({ wallet, max }: { readonly wallet: string; readonly max: string }) {
  const currency = useCurrency(wallet);
  return (
    <p>
      {KEYS.pays} <WalletLink id={wallet} /> {currency !== undefined && KEYS.upTo(format.amount(max, currency))}
    </p>
  );
}

function WalletLink({ id }: { readonly id: string }) {
  return (
    <a class="link" href={addresses.wallet(id)}>
      {calledOrNumber(id)}
    </a>
  );
}
