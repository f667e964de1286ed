/** The part of a call of a route that says which page of a list it wants. */
export interface PageInit {
  readonly querySerializer: () => string;
}

/**
 * All pages of a list, one after the other; each is read when it is needed.
 * @param query what the first page is asked for with; the others are asked for as the header Link of the page before says (RFC 8288)
 */
export async function* pages<Page extends { readonly response: Response }>(
  query: object,
  read: (init: PageInit) => Promise<Page>,
): AsyncGenerator<Page, void, void> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  let next: string | undefined = new URLSearchParams(given).toString();
  while (next !== undefined) {
    const asked: string = next;
    const page = await read({ querySerializer: () => asked });
    yield page;
    next = nextQuery(page.response.headers.get('link') ?? '');
  }
}

/** The query of the next page in `</api/user/wallets?limit=50&cursor=41>; rel="next"`; undefined if there is none. */
function nextQuery(link: string): string | undefined {
  return /<[^>?]*\?(?<query>[^>]*)>\s*;\s*rel="?next\b/.exec(link)?.groups?.query;
}
