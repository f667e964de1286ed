import { condition, update } from './bends.ts';
import type { Breakage } from './system.ts';

/** The rules of freezes, limits and closing. */
export const BREAKAGES_OF_CONTROLS: readonly Breakage[] = [
  {
    name: 'a reserve does not look at a freeze in its write',
    shownBy: 17,
    operation: (_operation, input) =>
      condition(input, '(attribute_not_exists(owner_freeze) OR', '(attribute_exists(spendable) OR'),
  },
  {
    name: 'a reserve looks only at the freeze of the owner',
    shownBy: 50,
    operation: (_operation, input) =>
      condition(input, '(attribute_not_exists(operator_freeze) OR', '(attribute_exists(spendable) OR'),
  },
  {
    name: 'a closed wallet takes a reserve',
    shownBy: 326,
    operation: (_operation, input) =>
      condition(
        input,
        ' AND attribute_not_exists(closed_at) AND (attribute_not_exists(owner',
        ' AND (attribute_not_exists(owner',
      ),
  },
  {
    name: 'a debit does not look at the limit of one payment',
    shownBy: 158,
    operation: (_operation, input) =>
      condition(input, ' AND (attribute_not_exists(max_payment) OR max_payment >= :debit)', ''),
  },
  {
    name: 'a debit without a count passes a limit of a day',
    shownBy: 198,
    operation: (_operation, input) => condition(input, ' AND attribute_not_exists(day_limit)', ''),
  },
  {
    name: 'a rollback gives nothing back to the limit of its day',
    shownBy: 198,
    operation: (_operation, input) => update(input, 'day_left = day_left + holds.#tx.rollback_adds, ', ''),
  },
  {
    name: 'a minimum balance changes without what can be spent',
    shownBy: 49,
    operation: (_operation, input) => update(input, ', spendable = spendable - :less', '', ':less'),
  },
];
