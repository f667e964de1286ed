import { TEXTS } from '../texts/console/common.ts';
import { OVERVIEW } from '../texts/console/overview.ts';
import type { IconName } from '../ui/icons.tsx';
import { addressOf } from './addresses.ts';
import type { Overview, Stage } from './contract.ts';

/** A view that the navigation leads to. */
export interface ViewLink {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  /** What there is to see, such as the number of pending transfers. */
  readonly count?: string | undefined;
  readonly isBad?: boolean;
}

/** The views of a stage, with what they have to say now. */
export function viewLinks({ can }: Stage, overview: Overview | undefined): ViewLink[] {
  const { views } = TEXTS;
  const pending = overview?.pending;
  const ringing = overview?.alarms.length ?? 0;
  const down = overview?.shards.filter(({ state }) => state !== 'reachable').length ?? 0;
  const counted = (count: number) => (count > 0 ? String(count) : undefined);
  return [
    { href: addressOf.overview, label: views.overview, icon: 'gauge' },
    {
      href: addressOf.pending(),
      label: views.pending,
      icon: 'clock',
      count: pending && !pending.exact ? OVERVIEW.pending.atLeast(String(pending.count)) : counted(pending?.count ?? 0),
    },
    { href: addressOf.shards, label: views.shards, icon: 'server', count: counted(down), isBad: down > 0 },
    { href: addressOf.keys, label: views.keys, icon: 'key' },
    { href: addressOf.audit, label: views.audit, icon: 'shield' },
    { href: addressOf.statements(), label: views.statements, icon: 'statement' },
    { href: addressOf.alarms, label: views.alarms, icon: 'bell', count: counted(ringing), isBad: ringing > 0 },
    { href: addressOf.users, label: views.users, icon: 'user' },
    { href: addressOf.treasury, label: views.treasury, icon: 'wallet' },
    { href: addressOf.approvals, label: views.approvals, icon: 'check' },
    { href: addressOf.log, label: views.log, icon: 'list' },
    ...(can.break ? [{ href: addressOf.break, label: views.break, icon: 'bolt' } as const] : []),
  ];
}
