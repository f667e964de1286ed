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
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const inText = given.map(([name, value]) => [name, String(value)] as const);
  let next: string | undefined = new URLSearchParams(Object.fromEntries(inText)).toString();
  while (next !== undefined) {
    const current: string = next;
    const page = await read({ querySerializer: () => current });
    yield page;
    next = nextQuery(page.response.headers.get('link') ?? '');
  }
}

/**
 * The query of the next page in `</api/user/wallets?limit=50&cursor=41>; rel="next"`; undefined if
 * there is none.
 */
function nextQuery(link: string): string | undefined {
  return /<[^>?]*\?(?<query>[^>]*)>\s*;\s*rel="?next\b/.exec(link)?.groups?.query;
}
