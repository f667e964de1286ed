/** The part of a request that selects the page of a list. */
export interface PageInit {
  readonly querySerializer: () => string;
}

/**
 * The pages of a list. Each page is read when the caller needs it.
 * @param query of the first page; the query of every other page is in the header Link of the page
 * before (RFC 8288)
 */
export async function* pages<Page extends { readonly response: Response }>(
  query: object,
  read: (init: PageInit) => Promise<Page>,
): AsyncGenerator<Page, void, void> {
  let next: PageInit | undefined = pageAt(query);
  while (next !== undefined) {
    const page: Page = await read(next);
    yield page;
    const following = nextQuery(page.response);
    next = following === undefined ? undefined : { querySerializer: () => following };
  }
}

/** The page that this query selects. */
export function pageAt(query: object): PageInit {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const inText = given.map(([name, value]) => [name, String(value)] as const);
  const search = new URLSearchParams(Object.fromEntries(inText)).toString();
  return { querySerializer: () => search };
}

/** Where the next page starts, as a member of the result; nothing after the last page. */
export function nextCursor(response: Response): { next?: string } {
  const next = new URLSearchParams(nextQuery(response)).get('cursor');
  return next === null ? {} : { next };
}

/**
 * The query of the next page in `</api/user/wallets?limit=50&cursor=41>; rel="next"`; undefined if
 * there is none.
 */
function nextQuery({ headers }: Response): string | undefined {
  return /<[^>?]*\?(?<query>[^>]*)>\s*;\s*rel="?next\b/.exec(headers.get('link') ?? '')?.groups?.query;
}
