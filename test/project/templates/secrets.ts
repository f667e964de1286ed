/** What a secret looks like. */
const FORMS: readonly RegExp[] = [/-----BEGIN/, /"d"\s*:/, /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, /\beyJ[\w-]+\.[\w-]+\./];
/** Names of members under which a value would be one. */
const NAMES = /password|passwd|secret|private_?key|api_?key|access_?key|credential/i;
const RUN = /[A-Za-z0-9+_=-]{32,}/g;

/** The cost of a hash, the length of a password: no secret is so short. */
const SETTING = /^\d{1,2}$/;

/** Where in a template something looks like a secret: by its form, by its name, or as it looks drawn at random. */
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

/** Words, however many, have few digits and change between small and capital letters seldom. */
function looksDrawn(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0;
  const changes = text.match(/[a-z][A-Z0-9]|[A-Z0-9][a-z]/g)?.length ?? 0;
  return digits > 0 && changes > text.length / 4;
}
