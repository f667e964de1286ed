import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 50;

/**
 * The query parameter `limit`. A query carries text, so the schema takes digits. The document says
 * which integer they stand for, and has no pattern for the text: the check is therefore no regex.
 */
export function pageLimit(max: number, usual: number, description: string) {
  const isWithin = (text: string) => /^[0-9]+$/.test(text) && Number(text) >= 1 && Number(text) <= max;
  const Digits = z.string().check(z.refine(isWithin, `must be a whole number from 1 to ${max}`));
  const range = z.meta({ type: 'integer', minimum: 1, maximum: max, default: usual });
  const Limit = z.pipe(
    z.optional(Digits).check(range),
    z.transform((text) => (text === undefined ? usual : Number(text))),
  );
  return doc(Limit, description, Math.min(20, max));
}

/** The query of a list: the size of a page, and where it starts. */
export function pageQuery<T extends z.ZodMiniType>(cursor: T) {
  return z.object({
    limit: pageLimit(MAX_LIMIT, DEFAULT_LIMIT, 'Maximum number of items on the page.'),
    cursor: doc(z.optional(cursor), 'Where the page starts: the cursor that the page before returned.'),
  });
}

/** The header of a list that leads to its next page. */
export const LinkHeader = z.object({
  Link: doc(
    z.optional(z.string()),
    'The next page as `<…>; rel="next"` (RFC 8288). The last page has no link.',
    '</api/user/wallets?limit=50&cursor=41>; rel="next"',
  ),
});

/**
 * The header that leads to the next page of the list at `path` (RFC 8288), if there is one.
 * @param filters the other parameters of the list's query
 */
export function nextLink(
  path: string,
  limit: number,
  nextCursor: string | undefined,
  filters: Readonly<Record<string, string>> = {},
): Record<string, string> {
  if (nextCursor === undefined) return {};
  const query = new URLSearchParams({ limit: String(limit), ...filters, cursor: nextCursor });
  // A `+` is a space in forms only, not in URIs (RFC 3986).
  return { Link: `<${path}?${query.toString().replaceAll('+', '%20')}>; rel="next"` };
}
