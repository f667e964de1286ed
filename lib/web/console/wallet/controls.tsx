import { useState } from 'preact/hooks';
import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import type { WalletItem } from '../contract.ts';
import { act } from '../live/use-live.ts';
import { Card } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { useAction } from '../parts/use-action.ts';
import { ControlFacts } from './control-facts.tsx';

type Verb = 'freeze' | 'unfreeze' | 'close';
const WHAT = ['all', 'debits', 'credits'] as const;
const TEXTS = {
  freeze: WALLET_ITEM.freezeText,
  unfreeze: WALLET_ITEM.unfreezeText,
  close: WALLET_ITEM.closeText,
} as const satisfies Record<Verb, string>;

interface ControlsProps {
  readonly walletId: string;
  readonly item: WalletItem;
  /** The operators' program for this stage. */
  readonly program: string;
}

/** The freezes and limits of a wallet. An operator freezes and closes it here, and limits it by a command. */
export function ControlsCard({ walletId, item, program }: ControlsProps) {
  const [verb, setVerb] = useState<Verb>();
  const isClosed = item.closed_at !== undefined;
  const isFrozen = item.freezes?.some(({ by }) => by === 'operator') ?? false;
  const verbs: Verb[] = isClosed ? [] : ['freeze', ...(isFrozen ? (['unfreeze'] as const) : []), 'close'];
  return (
    <Card title={WALLET_ITEM.controls}>
      <ControlFacts item={item} />
      {verbs.length > 0 && (
        <div class="flex flex-wrap gap-2">
          {verbs.map((one) => (
            <button key={one} type="button" class="btn btn-sm" onClick={() => setVerb(one)}>
              {WALLET_ITEM[one]}
            </button>
          ))}
        </div>
      )}
      {!isClosed && <Command text={`${program} wallets limits ${walletId} --max-per-day 1000 --reason "…"`} />}
      {verb && <ControlDialog key={verb} walletId={walletId} verb={verb} onClose={() => setVerb(undefined)} />}
    </Card>
  );
}

function ControlDialog({ walletId, verb, onClose }: { walletId: string; verb: Verb; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [what, setWhat] = useState<(typeof WHAT)[number]>('all');
  const action = useAction(() =>
    verb === 'close'
      ? act('close', { wallet_id: walletId, reason })
      : act('freeze', { wallet_id: walletId, reason, frozen: verb === 'freeze' ? what : null }),
  );
  return (
    <Confirm
      title={`${WALLET_ITEM[verb]}: ${WALLET_ITEM.title(walletId)}`}
      verb={WALLET_ITEM[verb]}
      isDangerous={verb !== 'unfreeze'}
      action={action}
      onClose={onClose}
    >
      <p>{TEXTS[verb]}</p>
      {verb === 'freeze' && (
        <label class="flex flex-col gap-1">
          <span class="font-medium">{WALLET_ITEM.what}</span>
          <select
            class="select w-full"
            value={what}
            onChange={({ currentTarget: { value } }) => setWhat(WHAT.find((one) => one === value) ?? 'all')}
          >
            {WHAT.map((one) => (
              <option key={one} value={one}>
                {WALLET_ITEM.frozen[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <ReasonField value={reason} onValue={setReason} />
    </Confirm>
  );
}
