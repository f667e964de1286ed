import { AUDIT } from '../../texts/console/audit.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { addressOf } from '../addresses.ts';
import type { AuditResult } from '../contract.ts';
import { Card, Facts } from '../parts/card.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { TransferLink, WalletLink } from '../parts/links.tsx';

/** What an audit has found. */
export function AuditReport({ result, title }: { result: AuditResult; title: string }) {
  const { balanced, at, took_ms, wallets, transfers, open, oldest_open_ms, in_motion } = result;
  return (
    <Card title={title}>
      <p class={`flex items-center gap-3 text-xl font-semibold ${balanced ? 'text-success' : 'text-error'}`}>
        <Icon name={balanced ? 'check' : 'cross'} class="size-7" />
        {balanced ? AUDIT.balanced : AUDIT.unbalanced}
      </p>
      <Facts
        facts={[
          { name: AUDIT.at, value: <Time at={at} as="full" /> },
          { name: AUDIT.took, value: format.duration(took_ms) },
          { name: AUDIT.wallets, value: format.count(wallets) },
          { name: AUDIT.transfers, value: format.count(transfers) },
          { name: AUDIT.open, value: format.count(open) },
          open > 0 && { name: AUDIT.oldest, value: format.duration(oldest_open_ms) },
          { name: AUDIT.inMotion, value: format.count(in_motion) },
          ...result.sums.flatMap(({ currency, at_rest, of_journal }) => [
            { name: AUDIT.shards(currency), value: <Money amount={at_rest} currency={currency} /> },
            { name: AUDIT.journal(currency), value: <Money amount={of_journal} currency={currency} /> },
          ]),
        ]}
      />
      <Findings result={result} />
      <SettledAgain result={result} />
    </Card>
  );
}

function Findings({ result: { findings, findings_in_all } }: { result: AuditResult }) {
  return (
    <div class="flex flex-col gap-2">
      <h3 class="font-medium">
        {AUDIT.findings} ({format.count(findings_in_all)})
      </h3>
      {findings.length === 0 ? (
        <p class="text-quiet text-sm">{AUDIT.noFindings}</p>
      ) : (
        <>
          <p class="text-sm">
            {AUDIT.twice}{' '}
            <a class="link" href={addressOf.alarm('mib', 'books-out-of-balance')}>
              {AUDIT.runbook}
            </a>
          </p>
          <FindingList findings={findings} />
          {findings_in_all > findings.length && (
            <p class="text-quiet text-sm">{AUDIT.more(findings.length, findings_in_all)}</p>
          )}
        </>
      )}
    </div>
  );
}

function SettledAgain({ result: { settled, settled_again } }: { result: AuditResult }) {
  if (!settled) return <p class="text-quiet text-sm">{AUDIT.notSettled}</p>;
  if (settled_again.length === 0) return null;
  return (
    <div class="flex flex-col gap-2">
      <h3 class="font-medium">{AUDIT.settledAgain}</h3>
      <ul class="flex flex-col gap-1 text-sm">
        {settled_again.map(({ wallet_id, TxID }) => (
          <li key={`${wallet_id} ${TxID}`} class="flex flex-wrap gap-x-4">
            <WalletLink id={wallet_id} />
            <TransferLink walletId={wallet_id} TxID={TxID} />
          </li>
        ))}
      </ul>
    </div>
  );
}
