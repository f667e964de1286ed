import { useEffect, useRef, useState } from 'preact/hooks';
import { FILTERS } from '../../texts/list.ts';
import { Field, focusFirstError } from '../../ui/field.tsx';
import { FoldedPanel } from '../../ui/folded-panel.tsx';
import { format } from '../../ui/person.ts';
import { TimeField } from '../../ui/time-field.tsx';
import { type ListFilters, NO_FILTERS, type ReadFilters, searchOf } from '../filters.ts';
import { applied, countOf, draftOf, type FilterDraft } from './filter-draft.ts';
import { StatusChoice } from './status-choice.tsx';

export interface FilterFormProps extends ReadFilters {
  readonly onApply: (filters: ListFilters) => void;
}

/** The filters of the list. Statuses and order apply at once, texts and times with the button. */
export function FilterForm({ filters, broken, onApply }: FilterFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(filters));
  const [errors, setErrors] = useState(broken);
  const address = searchOf(filters) + JSON.stringify(broken);
  // The address stands for both.
  useEffect(() => {
    setDraft(draftOf(filters));
    setErrors(broken);
  }, [address]);

  const apply = (present: ListFilters) => {
    const next = applied(draft, present);
    setErrors(next.broken);
    if (Object.keys(next.broken).length === 0) onApply(next.filters);
    else requestAnimationFrame(() => form.current && focusFirstError(form.current));
  };
  const change = (changed: Partial<FilterDraft>) => setDraft((old) => ({ ...old, ...changed }));
  const count = countOf(filters);
  return (
    <FoldedPanel title={count === 0 ? FILTERS.title : FILTERS.titleWith(format.count(count))} isOpenWide>
      <form
        ref={form}
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          apply(filters);
        }}
      >
        <Field label={FILTERS.order} error={errors.order}>
          {(control) => (
            <select
              {...control}
              class="select w-full"
              value={filters.order}
              onChange={({ currentTarget: { value } }) =>
                apply({ ...filters, order: value === 'asc' ? 'asc' : 'desc' })
              }
            >
              <option value="desc">{FILTERS.desc}</option>
              <option value="asc">{FILTERS.asc}</option>
            </select>
          )}
        </Field>
        <StatusChoice
          chosen={filters.statuses}
          error={errors.status}
          onChoose={(statuses) => apply({ ...filters, statuses })}
        />
        <Field label={FILTERS.reference} hint={FILTERS.referenceHint} error={errors.reference}>
          {(control) => (
            <input
              {...control}
              class={`input w-full ${errors.reference === undefined ? '' : 'input-error'}`}
              autocomplete="off"
              value={draft.reference}
              onInput={({ currentTarget: { value } }) => change({ reference: value })}
            />
          )}
        </Field>
        <TimeField
          label={FILTERS.from}
          hint={FILTERS.fromHint}
          error={errors.from}
          value={draft.from}
          onValue={(from) => change({ from })}
        />
        <TimeField
          label={FILTERS.to}
          hint={FILTERS.toHint}
          error={errors.to}
          value={draft.to}
          onValue={(to) => change({ to })}
        />
        <div class="flex flex-wrap gap-2">
          <button type="submit" class="btn btn-primary">
            {FILTERS.apply}
          </button>
          {count > 0 && (
            <button type="button" class="btn" onClick={() => onApply({ ...NO_FILTERS, order: filters.order })}>
              {FILTERS.clear}
            </button>
          )}
        </div>
      </form>
    </FoldedPanel>
  );
}
