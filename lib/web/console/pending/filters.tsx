import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { TEXTS } from '../../texts/console/common.ts';
import { PENDING } from '../../texts/console/pending.ts';
import { format } from '../../ui/person.ts';
import { addressOf, type PendingFilters, WAITING_FOR } from '../addresses.ts';
import type { Pending } from '../contract.ts';

const AGES_MS = [15_000, 60_000, 5 * 60_000, 60 * 60_000];

/** The filters of the list. Each choice is an address of its own. */
export function Filters({ filters, pending }: { filters: PendingFilters; pending: Pending | undefined }) {
  const { shard, olderThanMs, waitingFor } = filters;
  const { route } = useLocation();
  const choose = (changed: PendingFilters) => route(addressOf.pending({ ...filters, ...changed }));
  const ages = olderThanMs === undefined || AGES_MS.includes(olderThanMs) ? AGES_MS : [...AGES_MS, olderThanMs];
  return (
    <section aria-label={PENDING.filters} class="grid gap-3 sm:grid-cols-3">
      <Choice
        label={PENDING.byShard}
        value={shard === undefined ? '' : String(shard)}
        onChoose={(text) => choose({ shard: text === '' ? undefined : Number(text) })}
      >
        <option value="">{PENDING.allShards}</option>
        {(pending?.by_shard ?? []).map(({ shard: number }) => (
          <option key={number} value={String(number)}>
            {TEXTS.shard(number)}
          </option>
        ))}
      </Choice>
      <Choice
        label={PENDING.olderThan}
        value={olderThanMs === undefined ? '' : String(olderThanMs)}
        onChoose={(text) => choose({ olderThanMs: text === '' ? undefined : Number(text) })}
      >
        <option value="">{PENDING.anyAge}</option>
        {ages.map((age) => (
          <option key={age} value={String(age)}>
            {format.duration(age)}
          </option>
        ))}
      </Choice>
      <Choice
        label={PENDING.waitingFor}
        value={waitingFor ?? ''}
        onChoose={(text) => choose({ waitingFor: WAITING_FOR.find((step) => step === text) })}
      >
        <option value="">{PENDING.anyStep}</option>
        {WAITING_FOR.map((step) => (
          <option key={step} value={step}>
            {PENDING.steps[step]}
          </option>
        ))}
      </Choice>
    </section>
  );
}

function Choice({
  label,
  value,
  onChoose,
  children,
}: {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="flex flex-col gap-1 text-sm">
      <span class="font-medium">{label}</span>
      <select class="select w-full" value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}
