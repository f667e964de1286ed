import * as z from 'zod';
import { ConfigurationError } from '../../config/configuration-error.ts';

/** A time as a person writes it, in ms since 1970. */
const Time = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is not a time, such as 2026-11-23T09:00:00Z or 2026-11-23',
  })
  .transform((text) => Date.parse(text));

/** Reads `--since` and `--until`, in ms since 1970. @throws ConfigurationError */
export function readSpan(
  flags: { since?: string; until?: string | undefined },
  now: number,
): { since: number; until: number } {
  const [since, until] = [Time.safeParse(flags.since), Time.default(now).safeParse(flags.until)];
  const problems = [
    ...(since.success ? [] : since.error.issues.map(({ message }) => `--since ${message}`)),
    ...(until.success ? [] : until.error.issues.map(({ message }) => `--until ${message}`)),
  ];
  if (!since.success || !until.success) throw new ConfigurationError(problems);
  if (since.data >= until.data) throw new ConfigurationError(['--since is not before --until']);
  return { since: since.data, until: until.data };
}

/** Reads `--since` and `--until` where either may be left out, in ms since 1970. @throws ConfigurationError */
export function readTimes(flags: { since?: string; until?: string }): { since?: number; until?: number } {
  const read = (name: 'since' | 'until') => {
    const text = flags[name];
    if (text === undefined) return {};
    const { success, data, error } = Time.safeParse(text);
    if (success) return { [name]: data };
    throw new ConfigurationError(error.issues.map(({ message }) => `--${name} ${message}`));
  };
  return { ...read('since'), ...read('until') };
}
