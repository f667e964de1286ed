import { FIELD_TEXTS } from '../texts/fields.ts';
import { TextArea, TextField } from '../ui/field.tsx';

/** The texts that a payer gives to a payment. */
interface Texts {
  readonly reference: string;
  readonly note: string;
}

export interface PaymentTextsProps {
  readonly texts: Texts;
  readonly onTexts: (changed: Partial<Texts>) => void;
  /** The rule that each text breaks. */
  readonly broken: { readonly [K in keyof Texts]?: string | undefined };
}

/** The fields of the reference and the note of a payment. */
export function PaymentTexts({ texts, onTexts, broken }: PaymentTextsProps) {
  return (
    <>
      <TextField
        {...FIELD_TEXTS.reference}
        name="reference"
        optional
        autocomplete="off"
        value={texts.reference}
        onValue={(reference) => onTexts({ reference })}
        error={broken.reference}
      />
      <TextArea
        {...FIELD_TEXTS.note}
        name="note"
        optional
        value={texts.note}
        onValue={(note) => onTexts({ note })}
        error={broken.note}
      />
    </>
  );
}
