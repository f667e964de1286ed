import { TEXTS } from '../../texts/console/common.ts';
import { shortId } from '../../ui/format.ts';
import { addressOf } from '../addresses.ts';

/** A wallet, by its number. */
export function WalletLink({ id, full = false }: { id: string; full?: boolean }) {
  return (
    <a
      href={addressOf.wallet(id)}
      class="link link-hover inline-flex min-h-6 items-center font-medium tabular-nums [overflow-wrap:anywhere]"
      title={`${TEXTS.wallet} ${id}`}
    >
      {full ? id : shortId(id)}
    </a>
  );
}

/** The first of several wallets, and how many more there are. */
export function WalletLinks({ ids }: { ids: readonly string[] }) {
  const [first, ...others] = ids;
  return (
    <>
      {first !== undefined && <WalletLink id={first} />}
      {others.length > 0 && <span class="text-quiet"> {TEXTS.more(others.length)}</span>}
    </>
  );
}

/** A user, by their login. */
export function UserLink({ login }: { login: string }) {
  return (
    <a
      href={addressOf.user(login)}
      class="link link-hover inline-flex min-h-6 items-center font-medium [overflow-wrap:anywhere]"
    >
      {login}
    </a>
  );
}

/** A transfer, by its TxID. */
export function TransferLink({ walletId, TxID, full = false }: { walletId: string; TxID: string; full?: boolean }) {
  return (
    <a
      href={addressOf.transfer(walletId, TxID)}
      class="link link-hover inline-flex min-h-6 items-center font-mono text-[0.92em]"
      title={`${TEXTS.transfer} ${TxID}`}
    >
      {full ? TxID : shortId(TxID)}
    </a>
  );
}

/** A shard, by its number. */
export function ShardLink({ number }: { number: number }) {
  return (
    <a href={addressOf.shard(number)} class="link link-hover inline-flex min-h-6 items-center whitespace-nowrap">
      {TEXTS.shard(number)}
    </a>
  );
}
