import { RULE } from '../../../lib/store/event-writes.ts';
import { condition, values } from './bends.ts';
import type { Breakage } from './system.ts';

const isApproval = (update: string | undefined) => update?.includes('approved_by = :user') === true;

/** The rules of approvals, and of sums of a day. */
export const BREAKAGES_OF_PAYERS: readonly Breakage[] = [
  {
    name: 'a payment does not say who has asked for it',
    shownBy: 625,
    operation: (_operation, input) =>
      input.Item?.approval_by ? { ...input, Item: { ...input.Item, approval_by: { S: 'nobody' } } } : input,
  },
  {
    name: 'a shard does not look at the rule of a wallet',
    shownBy: 77,
    operation: (_operation, input) =>
      condition(input, ' AND (attribute_not_exists(approval_above) OR approval_above >= :debit)', ''),
  },
  {
    name: 'a payment that was decided can be approved',
    shownBy: 2040,
    operation: (_operation, input) =>
      isApproval(input.UpdateExpression)
        ? condition(
            condition(input, ' AND attribute_not_exists(decision)', ''),
            ' AND attribute_not_exists(rejected_by)',
            '',
          )
        : input,
  },
  {
    name: 'a payment that was approved can be rejected',
    shownBy: 2283,
    operation: (_operation, input) =>
      input.UpdateExpression?.includes('rejected_by = :user')
        ? condition(
            condition(input, ' AND attribute_not_exists(approved_by)', ''),
            ' AND attribute_not_exists(#capture)',
            ' AND (attribute_not_exists(#capture) OR attribute_exists(#capture))',
          )
        : input,
  },
  {
    // The event of the version in the same transaction would refuse it, too.
    name: 'a rule and its event are written, whatever was written since the rule was read',
    shownBy: 336,
    operation: (_operation, input) =>
      input.Item?.wallet_id?.S?.startsWith(RULE)
        ? condition(
            input,
            'attribute_not_exists(wallet_id)',
            '(attribute_not_exists(wallet_id) OR attribute_exists(wallet_id))',
          )
        : condition(
            input,
            'approval.#version = :version',
            '(approval.#version = :version OR approval.#version > :version)',
          ),
  },
  {
    name: 'a rule that its shard has already makes no version of the controls',
    shownBy: 2038,
    operation: (_operation, input) => {
      const isSame = input.UpdateExpression?.startsWith('SET controls_version = :controls_version REMOVE posting');
      const version = input.ExpressionAttributeValues?.[':old_controls_version'];
      return isSame && version ? values(input, { ':controls_version': version }) : input;
    },
  },
  {
    name: 'a payment is not compared with what is left of a sum of a day',
    shownBy: 15,
    operation: (_operation, input) => condition(input, 'spent <= :room', '(spent <= :room OR spent > :room)'),
  },
  {
    name: 'a repeated payment counts again',
    shownBy: 80,
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET spent = ')
        ? condition(input, 'attribute_not_exists(#tx) AND', '(attribute_not_exists(#tx) OR attribute_exists(#tx)) AND')
        : input,
  },
];
