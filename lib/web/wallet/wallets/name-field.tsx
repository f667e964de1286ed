import { LABELS } from '../../texts/labels.ts';
import { TextField } from '../../ui/field.tsx';

export interface NameFieldProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly error: string | undefined;
}

/** What the person calls a wallet, in a form. */
export function NameField({ name, onName, error }: NameFieldProps) {
  return (
    <TextField
      label={LABELS.name}
      hint={LABELS.nameHint}
      name="name"
      optional
      autocomplete="off"
      value={name}
      onValue={onName}
      error={error}
    />
  );
}
