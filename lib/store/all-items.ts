type Attributes = Record<string, unknown>;

/** A page of a query or a scan. */
interface Page {
  readonly Items?: readonly Attributes[] | undefined;
  readonly LastEvaluatedKey?: Attributes | undefined;
}

/**
 * The items of all pages of a query or a scan. A page is read when those before are used up.
 * @param read sends it. The page begins at `start`; undefined for the first one
 */
export async function* allItems(read: (start: Attributes | undefined) => Promise<Page>): AsyncGenerator<Attributes> {
  let start: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey }: Page = await read(start);
    yield* Items;
    start = LastEvaluatedKey;
  } while (start);
}
