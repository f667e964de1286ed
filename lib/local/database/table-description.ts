import type { Table } from './table.ts';

const ACTIVE = 'ACTIVE';

/** A table in the form of DescribeTable. */
export function describe({ definition, createdAt, size }: Table): Record<string, unknown> {
  const { GlobalSecondaryIndexes, BillingMode, ...rest } = definition;
  return {
    ...rest,
    TableStatus: ACTIVE,
    CreationDateTime: createdAt / 1000,
    ItemCount: size,
    BillingModeSummary: { BillingMode },
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({ ...index, IndexStatus: ACTIVE })),
    }),
  };
}
