import * as z from 'zod/mini';

const DEFAULT_LIMIT = 50;
const LIMIT_RULE = 'must be a whole number from 1 to 100';
const LimitDigits = z.string().check(z.regex(/^(0{0,2}[1-9]|0?[1-9][0-9]|100)$/, LIMIT_RULE));

/** The query of a list: how many, and where the page before ended. */
export function pageQuery<T extends z.ZodMiniType>(cursor: T) {
  return z.object({
    limit: z
      .pipe(z._default(LimitDigits, String(DEFAULT_LIMIT)), z.transform(Number))
      .check(z.meta({ description: 'How many at the most, 1 to 100.', example: '20' })),
    cursor: z.optional(cursor).check(z.meta({ description: 'Where the page before ended; the header Link has it.' })),
  });
}

/** The header of a list that leads to its next page. */
export const LinkHeader = z.object({
  Link: z.optional(z.string()).check(
    z.meta({
      description: 'Where the next page is, as `<…>; rel="next"` (RFC 8288); missing on the last page.',
      example: '</api/user/wallets?limit=50&cursor=41>; rel="next"',
    }),
  ),
});

/**
 * The header that leads to the next page of the list at `path` (RFC 8288), if there is one.
 * @param filters what else the query of the list had
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
