import { AUDIT } from '../../texts/console/audit.ts';
import { TEXTS } from '../../texts/console/common.ts';
import { Icon } from '../../ui/icons.tsx';
import type { AuditResult } from '../contract.ts';
import { TransferLink, WalletLink } from './links.tsx';

/** What an audit has found: each with its wallet and its transfer. */
export function FindingList({ findings }: { findings: AuditResult['findings'] }) {
  return (
    <ul class="flex flex-col">
      {findings.map(({ kind, wallet_id, TxID, detail }) => (
        <li key={`${kind} ${wallet_id} ${TxID}`} class="border-base-300 flex flex-col gap-1 border-t py-3 text-sm">
          <p class="text-error flex items-center gap-2 font-medium">
            <Icon name="alert" class="size-4" />
            {AUDIT.kinds[kind]}
          </p>
          <p class="[overflow-wrap:anywhere]">{detail}</p>
          <p class="flex flex-wrap gap-x-4">
            {wallet_id !== undefined && (
              <span>
                {TEXTS.wallet} <WalletLink id={wallet_id} />
              </span>
            )}
            {wallet_id !== undefined && TxID !== undefined && <TransferLink walletId={wallet_id} TxID={TxID} />}
          </p>
        </li>
      ))}
    </ul>
  );
}
