import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import { UI } from '../texts/ui.ts';

/** What connects a control with its label, its rule and its error. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

export interface FieldProps {
  readonly label: string;
  /** The rule, shown before anything is sent. */
  readonly hint?: string | undefined;
  /** The rule that the value breaks. It begins like "must be …". */
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
  readonly children: (control: ControlProps) => ComponentChildren;
}

/** A control with its label above, its rule below, and after a mistake the error in place of the rule. */
export function Field({ label, hint, error, optional = false, children }: FieldProps) {
  const id = useId();
  const about = `${id}-about`;
  const text = error === undefined ? hint : `${label} ${error}.`;
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-sm font-medium">
        {label}
        {optional && <span class="text-quiet font-normal"> · {UI.optional}</span>}
      </label>
      {children({
        id,
        'aria-describedby': text ? about : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {text && (
        <p
          id={about}
          class={`text-sm [overflow-wrap:anywhere] ${error === undefined ? 'text-quiet' : 'text-error font-medium'}`}
        >
          {text}
        </p>
      )}
    </div>
  );
}

type InputProps = Pick<
  InputHTMLAttributes,
  'autocomplete' | 'inputMode' | 'spellcheck' | 'autocapitalize' | 'maxLength' | 'name' | 'placeholder'
>;

export interface TextFieldProps extends Omit<FieldProps, 'children'>, InputProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** Shows dots in place of the text. */
  readonly secret?: boolean;
  /** For the one value that a view is about. */
  readonly large?: boolean;
}

/** A field for one line of text. */
export function TextField({ label, hint, error, optional, value, onValue, secret, large, ...input }: TextFieldProps) {
  const size = large ? 'input-xl amount font-semibold' : 'input-lg text-base';
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => {
        const props = {
          ...input,
          ...control,
          value,
          class: `input w-full ${size} ${error === undefined ? '' : 'input-error'}`,
          onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => onValue(currentTarget.value),
        };
        return secret ? <input {...props} type="password" /> : <input {...props} type="text" />;
      }}
    </Field>
  );
}

/** A field for a text of several lines. */
export function TextArea({ label, hint, error, optional, value, onValue, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => (
        <textarea
          {...input}
          {...control}
          rows={2}
          class={`textarea w-full text-base ${error === undefined ? '' : 'textarea-error'}`}
          value={value}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** Moves the focus to the first field of the form that has an error. Call it once the errors are drawn. */
export function focusFirstError(form: HTMLElement): void {
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
