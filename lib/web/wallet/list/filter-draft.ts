import { RULE_TEXTS } from '../../texts/fields.ts';
import { fromLocalInput, toLocalInput } from '../../ui/local-time.ts';
import { CHECKS } from '../field-rules.ts';
import type { ListFilters, ReadFilters } from '../filters.ts';

/** The filters that a person types. They count once the person applies them. */
export interface FilterDraft {
  readonly reference: string;
  /** As `<input type="datetime-local">` has it. */
  readonly from: string;
  readonly to: string;
}

export function draftOf({ reference = '', from = '', to = '' }: ListFilters): FilterDraft {
  return { reference, from: toLocalInput(from), to: toLocalInput(to) };
}

/** The present filters with what the person has typed, or the rules that this breaks. */
export function applied(draft: FilterDraft, present: ListFilters): ReadFilters {
  const from = timeOf(draft.from, present.from);
  const to = timeOf(draft.to, present.to);
  const reference = draft.reference.normalize('NFC');
  const ofReference = CHECKS.reference(reference);
  const isReversed = from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to);
  return {
    filters: {
      statuses: present.statuses,
      order: present.order,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(reference !== '' && { reference }),
    },
    broken: { ...(ofReference && { reference: ofReference }), ...(isReversed && { to: RULE_TEXTS.timeOrder }) },
  };
}

/** An input has no offset: a time that is not changed stays as its address has it. */
function timeOf(typed: string, present: string | undefined): string | undefined {
  return present !== undefined && typed === toLocalInput(present) ? present : fromLocalInput(typed);
}

/** How many filters are set. */
export function countOf({ statuses, from, to, reference }: ListFilters): number {
  return [statuses.length > 0, from, to, reference].filter(Boolean).length;
}
