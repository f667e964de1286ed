import type { PaidTo } from './payment.ts';

/** One payee alone is the short form of the client. */
export function payeesOf(payees: readonly PaidTo[]): string[] {
  const [sole] = payees;
  if (sole && payees.length === 1) return [...membersOf({ to: sole.to }), `  amount: ${amountOf(sole.amount)},`];
  const shares = payees.map((payee) => `    { to_id: ${literal(payee.to)}, amount: ${amountOf(payee.amount)} },`);
  return ['  to: [', ...shares, '  ],'];
}

/** A bigint has no zeros in front. What is no amount yet stays a text. */
export function amountOf(amount: string): string {
  return /^\d+$/.test(amount) ? `${BigInt(amount)}n` : literal(amount);
}

/** Members of an object as lines of a program. What is empty is left out. */
export function membersOf(texts: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(texts).flatMap(([name, text]) => (text ? [`  ${name}: ${literal(text)},`] : []));
}

/** An object of texts. Each key is quoted, as it may have a hyphen. */
export function recordOf(texts: Readonly<Record<string, string | null>>): string {
  const members = Object.entries(texts).map(([key, text]) => `${literal(key)}: ${textOrNull(text)}`);
  return `{ ${members.join(', ')} }`;
}

/** A text as TypeScript, or null. */
export function textOrNull(text: string | null): string {
  return text === null ? 'null' : literal(text);
}

/** JSON in visible characters: what a person copies is what they see. */
export function json(value: unknown): string {
  const escaped = (character: string) =>
    Array.from({ length: character.length }, (_, n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`);
  return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u3164]/gu, (one) => escaped(one).join(''));
}

/** A text as TypeScript. */
export function literal(text: string): string {
  return `'${json(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
