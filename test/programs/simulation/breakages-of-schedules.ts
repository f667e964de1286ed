import type { Input } from '../../support/memory-dynamodb/client.ts';
import { condition } from './bends.ts';
import type { Breakage } from './system.ts';

type Item = NonNullable<Input['Item']>;

/** A write of a schedule, with its item changed. */
function ofSchedule(input: Input, change: (item: Item) => Item): Input {
  return input.Item && input.TableName?.endsWith('-schedules') ? { ...input, Item: change(input.Item) } : input;
}

function without({ open: _, due_at: __, ...item }: Item): Item {
  return item;
}

/** The rules of scheduled transfers, each broken. */
export const BREAKAGES_OF_SCHEDULES: readonly Breakage[] = [
  {
    name: 'a schedule is changed, whatever was written since it was read',
    shownBy: 33,
    operation: (_operation, input) =>
      condition(input, 'version = :read OR', 'attribute_exists(version) OR version = :read OR'),
  },
  {
    name: 'a payment that has started is not due any more',
    shownBy: 11,
    operation: (_operation, input) => ofSchedule(input, (item) => (item.starting ? without(item) : item)),
  },
  {
    name: 'a change reaches a payment that has started',
    shownBy: 314,
    operation: (_operation, input) =>
      ofSchedule(input, (item) => {
        const { starting, payment } = item;
        return starting?.M && payment ? { ...item, starting: { M: { ...starting.M, payment } } } : item;
      }),
  },
  {
    name: 'each run gives a scheduled payment another id',
    shownBy: 2,
    operation: (_operation, input) => {
      const { Item: item } = input;
      if (!item?.schedule_id || !item.tx_id?.S) return input;
      const tx_id = { S: `${item.tx_id.S.slice(0, 20)}${String(Date.now()).slice(-6)}` };
      return { ...input, Item: { ...item, tx_id } };
    },
  },
];
