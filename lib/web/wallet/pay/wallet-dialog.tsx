import { useState } from 'preact/hooks';
import { PAY } from '../../texts/pay.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Endless } from '../../ui/endless.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useKnownBalances } from '../wallets/use-balance.ts';
import type { WalletList } from '../wallets/use-wallets.ts';
import { WalletLine } from '../wallets/wallet-line.tsx';

/** Fewer wallets need no search. */
const SEARCHED_FROM = 8;

export interface WalletDialogProps {
  readonly list: WalletList;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** All wallets of the person to choose from, endless if they are many. */
export function WalletDialog({ list, chosen, onChoose, onClose }: WalletDialogProps) {
  const [typed, setTyped] = useState('');
  const sought = typed.trim().toLowerCase();
  const found = list.wallets.filter(
    ({ wallet_id, name = '', status }) =>
      status === 'ACTIVE' && (wallet_id.includes(sought) || name.toLowerCase().includes(sought)),
  );
  return (
    <Dialog title={PAY.picker.title} onClose={onClose}>
      {(list.wallets.length >= SEARCHED_FROM || list.hasMore) && (
        <div class="mb-4">
          <TextField
            label={PAY.picker.number}
            hint={PAY.picker.numberHint}
            autocomplete="off"
            value={typed}
            onValue={setTyped}
          />
        </div>
      )}
      <ul class="flex flex-col gap-2">
        {found.map(({ wallet_id: id }) => (
          <Choice key={id} id={id} isChosen={id === chosen} onChoose={onChoose} />
        ))}
      </ul>
      {found.length === 0 && !list.hasMore && <p class="text-quiet text-sm">{PAY.picker.none}</p>}
      {list.hasMore && <Endless isReading={list.isReading} onMore={list.more} />}
    </Dialog>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly isChosen: boolean;
  readonly onChoose: (id: string) => void;
}

/** A wallet to choose. A closed one is there, because it is the person's, and cannot be chosen. */
function Choice({ id, isChosen, onChoose }: ChoiceProps) {
  const isClosed = useKnownBalances([id])?.[0]?.closed_at !== undefined;
  const look = isClosed ? 'cursor-not-allowed' : 'cursor-pointer hover:border-primary';
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        aria-disabled={isClosed}
        class={`flex w-full items-center gap-3 rounded-xl border p-3 ${look} ${
          isChosen ? 'border-primary' : 'border-base-300'
        }`}
        onClick={() => !isClosed && onChoose(id)}
      >
        <WalletLine id={id} />
        {isChosen && <Icon name="check" class="text-primary" />}
      </button>
    </li>
  );
}
