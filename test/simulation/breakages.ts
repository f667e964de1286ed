import type { Input } from './memory-dynamodb/memory-dynamodb.ts';
import type { Breakage } from './system.ts';

/**
 * Each rule of the protocol, broken: what the code would be if somebody had left the rule out. They change the state machine's
 * definition or the expressions on their way to the database, so that the code itself needs no switch.
 */
export const BREAKAGES: readonly Breakage[] = [
  {
    name: 'no fence: a reserve is let in by the clock alone',
    operation: (_operation, input) => condition(input, ' AND fence < :deadline', ''),
  },
  {
    name: 'no marker on an empty rollback',
    operation: (_operation, input) =>
      input.UpdateExpression === 'SET settled.#tx = :deadline'
        ? { ...input, UpdateExpression: 'SET fence = fence' }
        : input,
  },
  {
    name: 'the deadline is fixed by every run',
    definition: (asl) => replaced(asl, 'deadline = if_not_exists(deadline, :deadline)', 'deadline = :deadline'),
  },
  {
    name: 'settling what the run itself wants, not what is stored',
    definition: (asl) =>
      replaced(
        replaced(asl, ' AND (attribute_not_exists(decision) OR decision = :commit)', ''),
        ' AND (attribute_not_exists(decision) OR decision = :abort)',
        '',
      ),
  },
  {
    name: 'settling before the decision is stored',
    definition: (asl) =>
      replaced(
        asl,
        '"InputPath":"$.reserved[0]","ResultPath":"$.refusal","Next":"Decide to abort"',
        '"Next":"Roll back"',
      ),
  },
  { name: 'holds expire by themselves', holdsExpire: true },
  {
    name: 'a final status may be written over',
    definition: (asl) =>
      replaced(
        replaced(asl, '#status IN (:pending, :processing)', 'attribute_exists(#status)'),
        '#status = :processing AND attribute_exists(outcome)',
        'attribute_exists(outcome)',
      ),
  },
  {
    name: 'an update makes a transfer that is not there',
    definition: (asl) =>
      replaced(
        asl,
        '#status IN (:pending, :processing)',
        '(attribute_not_exists(#status) OR #status IN (:pending, :processing))',
      ),
  },
  {
    name: 'a debit is let in whatever is spendable',
    operation: (_operation, input) => condition(input, ' AND spendable >= :debit', ''),
  },
  {
    name: 'a reserve does not look for its marker',
    operation: (_operation, input) => condition(input, ' AND attribute_not_exists(settled.#tx)', ''),
  },
];

function condition(input: Input, from: string, to: string): Input {
  const { ConditionExpression } = input;
  return ConditionExpression === undefined
    ? input
    : { ...input, ConditionExpression: ConditionExpression.replace(from, to) };
}

/** @throws Error if there is nothing to replace: a breakage that breaks nothing would prove nothing */
function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not in the state machine: ${from}`);
  return text.replaceAll(from, to);
}
