import { Field, type FieldProps } from './field.tsx';

export interface TimeFieldProps extends Omit<FieldProps, 'children'> {
  /** As `<input type="datetime-local">` has it: see local-time.ts. */
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** The earliest and the latest time, in the same form. */
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

/** A field for a day and a time in the person's time zone. */
export function TimeField({ value, onValue, min, max, ...field }: TimeFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          class={`input w-full ${field.error === undefined ? '' : 'input-error'}`}
          value={value}
          min={min}
          max={max}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      )}
    </Field>
  );
}
