import type { Wallet } from 'mib/client';
import { ownerInWords, SHARING } from '../../texts/sharing.ts';
import { Icon } from '../../ui/icons.tsx';
import { addresses } from '../addresses.ts';
import { WalletLine } from './wallet-line.tsx';

/** A wallet of the list, which leads to its view. */
export function WalletRow({ wallet: { wallet_id: id, status, shared } }: { wallet: Wallet }) {
  return (
    <li>
      <a
        href={addresses.wallet(id)}
        class="bg-base-100 border-base-300 hover:border-primary flex items-center gap-3 rounded-2xl border p-4"
      >
        <div class="min-w-0 flex-1">
          <WalletLine id={id} isCreating={status === 'CREATING'} />
          {shared && (
            <p class="text-quiet ps-14 text-sm [overflow-wrap:anywhere]">{SHARING.shared.by(ownerInWords(shared))}</p>
          )}
        </div>
        <Icon name="next" class="text-quiet size-4" />
      </a>
    </li>
  );
}
