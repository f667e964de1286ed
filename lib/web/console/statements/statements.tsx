import { useLocation } from 'preact-iso';
import { STATEMENTS } from '../../texts/console/statements.ts';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { addressOf, MOST_ROOTS, rootLimitOf } from '../addresses.ts';
import type { KeptRoot, Roots } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import { RootList } from './root-list.tsx';
import { SignedBy } from './signature-badge.tsx';
import { type Verdict, verdictOf } from './verdict.ts';

const EVERY_MS = 10_000;

/** How far the statements are verified, and the roots that the audits have kept. */
export function StatementsPage() {
  const limit = rootLimitOf(useLocation().query);
  const known = useLive('roots', { limit }, EVERY_MS);
  const { command } = useStage();
  return (
    <Page title={STATEMENTS.title} wide>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{STATEMENTS.intro}</p>
        <Loaded known={known} height="h-72">
          {({ roots, findings, command: verify }) => {
            const [newest] = roots;
            return (
              <>
                {newest ? <Verification newest={newest} findings={findings} /> : <NoRoot command={command} />}
                {newest && <RootList roots={roots} more={roots.length === limit && limit < MOST_ROOTS} />}
                <Command text={verify} />
              </>
            );
          }}
        </Loaded>
      </div>
    </Page>
  );
}

function NoRoot({ command }: { command: string }) {
  return (
    <Card title={STATEMENTS.roots}>
      <Empty icon="statement" title={STATEMENTS.none}>
        <p class="text-quiet text-sm">{STATEMENTS.noneDetail}</p>
      </Empty>
      <Command text={`${command} audit --continue`} />
    </Card>
  );
}

const TONES: Record<Verdict, { icon: 'check' | 'cross' | 'clock' | 'alert'; color: string }> = {
  findings: { icon: 'cross', color: 'text-error' },
  broken: { icon: 'cross', color: 'text-error' },
  revoked: { icon: 'alert', color: 'text-warning' },
  old: { icon: 'alert', color: 'text-warning' },
  behind: { icon: 'clock', color: 'text-warning' },
  verified: { icon: 'check', color: 'text-success' },
};

function Verification({ newest, findings }: { newest: KeptRoot; findings: Roots['findings'] }) {
  const verdict = verdictOf(newest, findings, useNow(60_000));
  const { icon, color } = TONES[verdict];
  const { kept_at, size, behind } = newest;
  return (
    <Card title={STATEMENTS.state}>
      <div>
        <p class={`flex items-center gap-3 text-xl font-semibold ${color}`}>
          <Icon name={icon} class="size-7" />
          {STATEMENTS.verdicts[verdict]}
        </p>
        <p class="text-quiet mt-1 text-sm">
          {STATEMENTS.verdictTexts[verdict]} <RunbookLink verdict={verdict} />
        </p>
      </div>
      <Facts
        facts={[
          {
            name: STATEMENTS.newest,
            value: (
              <a class="link link-hover inline-flex min-h-6 items-center" href={addressOf.root(kept_at)}>
                <Time at={kept_at} as="age" />
              </a>
            ),
          },
          { name: STATEMENTS.wallets, value: format.count(size) },
          { name: STATEMENTS.behind, value: format.count(behind) },
          { name: STATEMENTS.findings, value: format.count(findings.length) },
          { name: STATEMENTS.signedBy, value: <SignedBy root={newest} /> },
        ]}
      />
      {findings.length > 0 && <FindingList findings={findings} />}
    </Card>
  );
}

function RunbookLink({ verdict }: { verdict: Verdict }) {
  const { runbooks } = STATEMENTS;
  const found = verdict === 'findings' || verdict === 'old' || verdict === 'behind' ? runbooks[verdict] : undefined;
  if (!found) return null;
  return (
    <a class="link" href={addressOf.alarm('mib', found.alarm)}>
      {found.text}
    </a>
  );
}
