import * as z from 'zod';

const DEFAULT_LIMIT = 50;
const LIMIT_RULE = 'must be a whole number from 1 to 100';

/** The query of a list: how many, and where the page before ended. */
export function pageQuery<T extends z.ZodType>(cursor: T) {
  return z.object({
    limit: z
      .string()
      .regex(/^\d{1,3}$/, LIMIT_RULE)
      .transform(Number)
      .refine((limit) => limit >= 1 && limit <= 100, LIMIT_RULE)
      .default(DEFAULT_LIMIT),
    cursor: cursor.optional(),
  });
}

/** The header that leads to the next page of the list at `path` (RFC 8288), if there is one. */
export function nextLink(path: string, limit: number, nextCursor: string | undefined): Record<string, string> {
  if (nextCursor === undefined) return {};
  const query = new URLSearchParams({ limit: String(limit), cursor: nextCursor });
  return { Link: `<${path}?${query}>; rel="next"` };
}
