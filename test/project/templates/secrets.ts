/** Forms of secrets. */
const FORMS: readonly RegExp[] = [/-----BEGIN/, /"d"\s*:/, /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, /\beyJ[\w-]+\.[\w-]+\./];
/** Names of members whose value is a secret. The name of a table is none: `API_KEYS_TABLE`. */
const NAMES = /^(?!API_KEYS_TABLE$).*(password|passwd|secret|private_?key|api_?key|access_?key|credential)/i;
const RUN = /[A-Za-z0-9+_=-]{32,}/g;

/** A number such as the cost of a hash or the length of a password, or a host without a path. A secret is longer. */
const SETTING = /^(\d{1,2}|https:\/\/[a-z.]+)$/;

/**
 * The places in a template of values that look like secrets: by form, by name, or by randomness.
 */
export function secretsIn(value: unknown, at = ''): string[] {
  if (typeof value === 'string') {
    const found = FORMS.some((form) => form.test(value)) || (value.match(RUN) ?? []).some(looksDrawn);
    return found ? [at] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    NAMES.test(name) && typeof member === 'string' && !SETTING.test(member)
      ? [`${at}/${name}`]
      : secretsIn(member, `${at}/${name}`),
  );
}

/**
 * Texts of words have few digits and rarely change between lower and upper case. Random texts do
 * both.
 */
function looksDrawn(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0;
  const changes = text.match(/[a-z][A-Z0-9]|[A-Z0-9][a-z]/g)?.length ?? 0;
  return digits > 0 && changes > text.length / 4;
}
