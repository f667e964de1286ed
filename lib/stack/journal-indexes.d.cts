interface JournalIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

declare const journalIndexes: {
  readonly indexes: () => readonly JournalIndex[];
  readonly attributes: () => readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' }[];
  readonly names: readonly string[];
};

export = journalIndexes;
