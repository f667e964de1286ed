import { useState } from 'preact/hooks';

/** Makes a form of its stored texts. A member that is not stored is '', and a list is JSON. */
export type FormReader<Form> = (textOf: (member: string) => string) => Form;

const PREFIX = 'mib.draft.';

/**
 * A form that survives a reload, the way back and a login in between, in this tab alone.
 * @param name of the form, with whatever makes its content another one, such as the user
 * @returns the form, a function that changes members of it, and one that forgets it
 */
export function useDraft<Form extends object>(
  name: string,
  read: FormReader<Form>,
): [Form, (change: Partial<Form>) => void, () => void] {
  const [form, setForm] = useState(() => readDraft(name, read));
  const change = (changed: Partial<Form>) =>
    setForm((old) => {
      const next = { ...old, ...changed };
      writeDraft(name, next);
      return next;
    });
  const forget = () => {
    writeDraft(name, undefined);
    setForm(read(() => ''));
  };
  return [form, change, forget];
}

/** The draft of this name, or an empty form. */
export function readDraft<Form extends object>(name: string, read: FormReader<Form>): Form {
  const texts = textsIn(PREFIX + name);
  return read((member) => texts.get(member) ?? '');
}

/** Stores the draft, or forgets it. */
export function writeDraft(name: string, form: object | undefined): void {
  try {
    if (form) sessionStorage.setItem(PREFIX + name, JSON.stringify(form));
    else sessionStorage.removeItem(PREFIX + name);
  } catch {
    // Then a reload begins with an empty form.
  }
}

/** Forgets every draft of this tab. */
export function forgetDrafts(): void {
  try {
    for (const item of Object.keys(sessionStorage)) if (item.startsWith(PREFIX)) sessionStorage.removeItem(item);
  } catch {
    // A browser that refuses to remove has refused to store.
  }
}

function textsIn(item: string): ReadonlyMap<string, string> {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(item) ?? '{}');
    const members = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
    return new Map(
      members.map(([name, member]) => [name, typeof member === 'string' ? member : JSON.stringify(member)]),
    );
  } catch {
    return new Map();
  }
}
