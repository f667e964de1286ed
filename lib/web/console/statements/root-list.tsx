import { STATEMENTS } from '../../texts/console/statements.ts';
import { shortId } from '../../ui/format.ts';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { addressOf, MOST_ROOTS } from '../addresses.ts';
import type { KeptRoot } from '../contract.ts';
import { Badge } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { SignedBy } from './signature-badge.tsx';

/** The kept roots, the newest first. */
export function RootList({ roots, more }: { roots: readonly KeptRoot[]; more: boolean }) {
  return (
    <Card title={STATEMENTS.roots}>
      <ul class="flex flex-col" aria-label={STATEMENTS.roots}>
        {roots.map((root) => (
          <RootRow key={root.kept_at} root={root} />
        ))}
      </ul>
      {more && (
        <a class="btn btn-sm self-start" href={addressOf.statements({ limit: MOST_ROOTS })}>
          {STATEMENTS.showMore}
        </a>
      )}
    </Card>
  );
}

function RootRow({ root }: { root: KeptRoot }) {
  const { kept_at, root: hash, size, behind, findings } = root;
  return (
    <li class="border-base-300 flex flex-wrap items-center gap-x-4 gap-y-1 border-t py-2 text-sm first:border-t-0 sm:grid sm:grid-cols-[11rem_8rem_9rem_minmax(0,1fr)]">
      <a
        class="link link-hover inline-flex min-h-6 w-full items-center font-medium sm:w-auto"
        href={addressOf.root(kept_at)}
      >
        <Time at={kept_at} as="short" />
      </a>
      <span class="tabular-nums">{size === 1 ? STATEMENTS.oneWallet : STATEMENTS.walletCount(format.count(size))}</span>
      <code class="text-[0.92em]" title={hash}>
        {shortId(hash)}
      </code>
      <span class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <SignedBy root={root} />
        {behind > 0 && <Badge tone="warning" text={STATEMENTS.behindCount(format.count(behind))} />}
        {findings > 0 && <Badge tone="bad" text={STATEMENTS.findingCount(format.count(findings))} />}
      </span>
    </li>
  );
}
