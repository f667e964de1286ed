import { TEXTS } from '../../texts/console/common.ts';
import { TextField } from '../../ui/field.tsx';

/** Why an operator changes something, for the operator log. */
export function ReasonField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  return (
    <TextField
      label={TEXTS.reason}
      hint={TEXTS.reasonHint}
      value={value}
      onValue={onValue}
      maxLength={200}
      autocomplete="off"
    />
  );
}
