import { acceptanceOf, condition, replaced, values, withDebitHeld } from './bends.ts';
import { BREAKAGES_OF_ACCOUNTS } from './breakages-of-accounts.ts';
import { BREAKAGES_OF_CONTROLS } from './breakages-of-controls.ts';
import { BREAKAGES_OF_CURRENCIES } from './breakages-of-currencies.ts';
import { BREAKAGES_OF_HOLDS } from './breakages-of-holds.ts';
import { BREAKAGES_OF_LEGS } from './breakages-of-legs.ts';
import { BREAKAGES_OF_MOVES } from './breakages-of-moves.ts';
import { BREAKAGES_OF_OPERATORS } from './breakages-of-operators.ts';
import { BREAKAGES_OF_PAYERS } from './breakages-of-payers.ts';
import { BREAKAGES_OF_REFUNDS } from './breakages-of-refunds.ts';
import { BREAKAGES_OF_SCHEDULES } from './breakages-of-schedules.ts';
import { BREAKAGES_OF_STATEMENTS } from './breakages-of-statements.ts';
import { BREAKAGES_OF_STRIPES } from './breakages-of-stripes.ts';
import { HOLD_LIMITS } from './simulated-shards.ts';
import type { Breakage } from './system.ts';

/** The seed whose schedules are named in `shownBy`. */
export const KNOWN_SEED = 7;

/**
 * For each rule of the protocol, the system without this rule. A breakage changes the state
 * machine's definition, the expressions sent to the database, or what a function is given, so that the
 * code itself needs no switch.
 */
export const BREAKAGES: readonly Breakage[] = [
  {
    name: 'no fence: only the clock refuses a late reserve',
    shownBy: 22,
    // A condition that always holds: a value that no expression uses is refused.
    operation: (_operation, input) =>
      condition(input, ' AND fence < :deadline', ' AND (fence < :deadline OR fence >= :deadline)'),
  },
  {
    name: 'no tombstone of an empty rollback',
    shownBy: 393,
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET settled.#tx = :deadline')
        ? { ...input, UpdateExpression: 'SET fence = fence REMOVE posting' }
        : input,
  },
  {
    name: 'the deadline is fixed by every run',
    definition: (asl) => replaced(asl, 'deadline = if_not_exists(deadline, :deadline)', 'deadline = :deadline'),
  },
  {
    name: 'the deadline runs from the acceptance',
    shownBy: 4,
    operation: (_operation, input) =>
      input.UpdateExpression?.includes('if_not_exists(deadline,')
        ? values(input, { ':deadline': { S: `${acceptanceOf(input)}/PT15S` } })
        : input,
  },
  {
    name: 'a rollback of a missing wallet stores no fence',
    shownBy: 2480,
    operation: (_operation, input) =>
      condition(input, 'attribute_not_exists(spendable) AND (', 'attribute_exists(spendable) AND ('),
  },
  {
    name: 'a wallet is created without its stored fence',
    shownBy: 11,
    operation: (_operation, input) =>
      input.UpdateExpression?.includes('fence = if_not_exists(fence, :zero)')
        ? { ...input, UpdateExpression: input.UpdateExpression.replace('if_not_exists(fence, :zero)', ':zero') }
        : input,
  },
  {
    name: 'a credit takes any free place before its debit is held',
    shownBy: 4,
    operation: (_operation, input) =>
      input.ExpressionAttributeValues?.[':max_holds']
        ? values(input, { ':max_holds': { N: String(HOLD_LIMITS.all) } })
        : input,
  },
  {
    name: 'a credit says that its debit is held when it is not',
    shownBy: 4,
    request: (path, body) => (path === '/api/reserve' ? withDebitHeld(body) : body),
  },
  {
    name: 'settling what the run itself wants, not what is stored',
    shownBy: 90,
    definition: (asl) =>
      replaced(
        replaced(asl, ' AND (attribute_not_exists(decision) OR (decision = :commit AND attribute_exists(held)))', ''),
        ' AND (attribute_not_exists(decision) OR (decision = :abort AND attribute_exists(held)))',
        '',
      ),
  },
  {
    name: 'settling before the decision is stored',
    definition: (asl) =>
      replaced(
        replaced(asl, '"Next":"Decide to abort"', '"Next":"Presume"'),
        '"Settle":{',
        '"Presume":{"Type":"Pass","Result":{"S":"ABORT"},"ResultPath":"$.transfer.Attributes.decision","Next":"Settle"},"Settle":{',
      ),
  },
  { name: 'holds expire by themselves', shownBy: 353, holdsExpire: true },
  {
    name: 'a final status may be overwritten',
    definition: (asl) =>
      replaced(
        replaced(asl, '#status IN (:pending, :processing)', 'attribute_exists(#status)'),
        '#status = :processing AND attribute_exists(outcome)',
        'attribute_exists(outcome)',
      ),
  },
  {
    name: 'a later run replaces the holds of the decision',
    shownBy: 6,
    definition: (asl) => replaced(asl, 'held = if_not_exists(held, :held)', 'held = :held'),
  },
  {
    name: 'an update creates a missing transfer',
    definition: (asl) =>
      replaced(
        asl,
        '#status IN (:pending, :processing)',
        '(attribute_not_exists(#status) OR #status IN (:pending, :processing))',
      ),
  },
  {
    name: 'a debit is reserved without funds',
    operation: (_operation, input) => condition(input, ' AND spendable >= :debit', ''),
  },
  {
    name: 'a reserve ignores its tombstone',
    shownBy: 21,
    operation: (_operation, input) => condition(input, ' AND attribute_not_exists(settled.#tx)', ''),
  },
  {
    name: 'a payee’s row has the metadata of the payer',
    shownBy: 1,
    operation: (operation, input) =>
      operation === 'PutItem' && input.Item?.payer_id
        ? { ...input, Item: { ...input.Item, metadata: { M: { order: { S: '1' } } } } }
        : input,
  },
  ...BREAKAGES_OF_CURRENCIES,
  ...BREAKAGES_OF_CONTROLS,
  ...BREAKAGES_OF_LEGS,
  ...BREAKAGES_OF_HOLDS,
  ...BREAKAGES_OF_REFUNDS,
  ...BREAKAGES_OF_STATEMENTS,
  ...BREAKAGES_OF_SCHEDULES,
  ...BREAKAGES_OF_PAYERS,
  ...BREAKAGES_OF_OPERATORS,
  ...BREAKAGES_OF_ACCOUNTS,
  ...BREAKAGES_OF_MOVES,
  ...BREAKAGES_OF_STRIPES,
];

/** Every nth of them, beginning with the first: some of each part of the protocol, as they are in its order. */
export function everyRule(nth: number): readonly Breakage[] {
  return BREAKAGES.filter((_, index) => index % nth === 0);
}
