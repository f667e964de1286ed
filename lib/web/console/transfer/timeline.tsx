import { TEXTS } from '../../texts/console/common.ts';
import { TRANSFER } from '../../texts/console/transfer.ts';
import { shortId, stepsOf } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { SideName, TransferDetail } from '../contract.ts';

type Entry = TransferDetail['timeline'][number];

const { timeline: TEXT } = TRANSFER;

export interface TimelineProps {
  readonly timeline: readonly Entry[];
  readonly isFinal: boolean;
  /** With several payees each entry of a side says whose it is. */
  readonly isSplit: boolean;
}

/** What happened when, and how long after the entry before. */
export function Timeline({ timeline, isFinal, isSplit }: TimelineProps) {
  const steps = stepsOf(timeline);
  const last = timeline.at(-1);
  return (
    <ol class="flex flex-col">
      {timeline.map((entry, n) => (
        <li key={`${entry.kind} ${entry.at} ${textOf(entry, true)}`} class="flex gap-3 pb-4 last:pb-0">
          <Icon
            name={isBad(entry) ? 'cross' : 'check'}
            class={`mt-0.5 size-5 ${isBad(entry) ? 'text-error' : 'text-success'}`}
          />
          <div class="flex min-w-0 grow flex-wrap justify-between gap-x-4 text-sm">
            <span class="font-medium">{textOf(entry, isSplit)}</span>
            <span class="text-quiet tabular-nums">
              {n > 0 && <span class="mr-3">{TEXT.after(format.duration(steps[n] ?? 0))}</span>}
              <Time at={entry.at} as="clock" />
            </span>
          </div>
        </li>
      ))}
      {!isFinal && last && <Waiting since={last.at} />}
    </ol>
  );
}

function Waiting({ since }: { since: string }) {
  const now = useNow(1_000);
  return (
    <li class="text-info flex gap-3 text-sm font-medium">
      <Icon name="clock" class="size-5 animate-pulse" />
      <span class="tabular-nums">
        {TEXT.since} {format.duration(Math.max(0, now - Date.parse(since)))}
      </span>
    </li>
  );
}

function textOf(entry: Entry, isSplit: boolean): string {
  switch (entry.kind) {
    case 'status':
      return TEXTS.statuses[entry.status];
    case 'decision':
      return TEXT.decided(TRANSFER.decisions[entry.decision]);
    case 'approved':
    case 'rejected':
      return TEXT[entry.kind](entry.by);
    case 'unconfirmed':
      return TEXT.unconfirmed(sideOf(entry, isSplit));
    default: {
      const { kind, shard, earlier } = entry;
      return `${TEXT[kind](sideOf(entry, isSplit), shard)}${earlier ? TEXT.earlier : ''}`;
    }
  }
}

function sideOf(
  { side, wallet_id }: { readonly side: SideName; readonly wallet_id: string },
  isSplit: boolean,
): string {
  return isSplit ? TEXT.sideOf(TEXTS.sides[side], shortId(wallet_id)) : TEXTS.sides[side];
}

const BAD: ReadonlySet<string> = new Set(['INVALID', 'FAILED', 'refused', 'unconfirmed']);

function isBad(entry: Entry): boolean {
  return BAD.has(entry.kind === 'status' ? entry.status : entry.kind);
}
