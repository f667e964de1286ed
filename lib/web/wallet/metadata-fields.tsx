import { LABELS } from '../texts/labels.ts';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { type BrokenRows, MAX_ROWS, type MetadataRow } from './metadata-rows.ts';

export interface MetadataFieldsProps {
  readonly rows: readonly MetadataRow[];
  readonly onRows: (rows: readonly MetadataRow[]) => void;
  readonly broken: BrokenRows;
}

/** Metadata to type: a key and a value in each row. */
export function MetadataFields({ rows, onRows, broken }: MetadataFieldsProps) {
  const change = (n: number, changed: Partial<MetadataRow>) =>
    onRows(rows.map((row, index) => (index === n ? { ...row, ...changed } : row)));
  return (
    <div class="flex flex-col gap-4">
      {rows.map((row, n) => (
        <fieldset key={n} aria-label={LABELS.group(n + 1)} class="flex flex-col gap-3">
          <TextField
            label={LABELS.key}
            hint={LABELS.keyHint}
            name={`metadata.key.${n}`}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={row.key}
            onValue={(key) => change(n, { key })}
            error={broken[`key.${n}`]}
          />
          <TextField
            label={LABELS.value}
            hint={LABELS.valueHint}
            name={`metadata.value.${n}`}
            autocomplete="off"
            value={row.value}
            onValue={(value) => change(n, { value })}
            error={broken[`value.${n}`]}
          />
          <button
            type="button"
            class="btn btn-ghost btn-sm self-start"
            onClick={() => onRows(rows.filter((_, index) => index !== n))}
          >
            <Icon name="cross" class="size-4" />
            {LABELS.remove(n + 1)}
          </button>
        </fieldset>
      ))}
      {rows.length < MAX_ROWS ? (
        <button
          type="button"
          class="btn btn-ghost self-start"
          onClick={() => onRows([...rows, { key: '', value: '' }])}
        >
          <Icon name="plus" class="size-4" />
          {LABELS.add}
        </button>
      ) : (
        <p class="text-quiet text-sm">{LABELS.most}</p>
      )}
    </div>
  );
}
