import { useRoute } from 'preact-iso';
import { ROOT, STATEMENTS } from '../../texts/console/statements.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { addressOf } from '../addresses.ts';
import type { RootDetail } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { SignatureBadge } from './signature-badge.tsx';
import { VerifyCard } from './verify-card.tsx';

/** One kept root, and the heads below it. */
export function RootPage() {
  const { kept_at = '' } = useRoute().params;
  const known = useLive('root', { kept_at }, undefined);
  const title = Number.isNaN(Date.parse(kept_at)) ? kept_at : format.timeShort(kept_at);
  return (
    <Page title={ROOT.title(title)} back={{ href: addressOf.statements(), label: STATEMENTS.title }} wide>
      <Loaded known={known} height="h-72">
        {(root) => (
          <div class="flex flex-col gap-4">
            <RootFacts root={root} />
            <VerifyCard root={root} />
            <Command text={root.command} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function RootFacts({ root: kept }: { root: RootDetail }) {
  const { kept_at, root, size, key_id, signature, behind, findings, at, tree_until } = kept;
  const isStored = Date.parse(tree_until) > Date.parse(at);
  return (
    <Card title={ROOT.facts} actions={<SignatureBadge signature={signature} />}>
      {signature !== 'valid' && (
        <p class={`text-sm font-medium ${signature === 'broken' ? 'text-error' : 'text-warning'}`}>
          {STATEMENTS.verdictTexts[signature]}
        </p>
      )}
      <div class="text-sm">
        <p class="text-quiet text-xs">{STATEMENTS.root}</p>
        <p class="flex items-start gap-1">
          <code class="min-w-0 py-0.5 [overflow-wrap:anywhere]">{root}</code>
          <CopyButton text={root} what={STATEMENTS.rootWhat} class="btn btn-ghost btn-xs btn-square" />
        </p>
      </div>
      <Facts
        facts={[
          { name: STATEMENTS.keptAt, value: <Time at={kept_at} as="full" /> },
          { name: STATEMENTS.wallets, value: format.count(size) },
          { name: STATEMENTS.behind, value: format.count(behind) },
          { name: STATEMENTS.findings, value: format.count(findings) },
          {
            name: STATEMENTS.signedBy,
            value:
              key_id === undefined ? (
                STATEMENTS.noKey
              ) : (
                <a class="link link-hover" href={addressOf.keys}>
                  <code>{key_id}</code>
                </a>
              ),
          },
          { name: ROOT.tree, value: <Time at={tree_until} as="short" /> },
        ]}
      />
      {!isStored && <p class="text-quiet text-sm">{ROOT.treeDeleted}</p>}
    </Card>
  );
}
