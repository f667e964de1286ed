import type { Input } from '../../support/memory-dynamodb/client.ts';
import { condition, update, values } from './bends.ts';
import type { Breakage } from './system.ts';

const isOfKeys = ({ Key }: Input) => Key?.owner !== undefined;
const begins = ({ UpdateExpression }: Input, how: string) => UpdateExpression?.startsWith(how) === true;

/** The rules of users who are blocked, deleted and erased. */
export const BREAKAGES_OF_ACCOUNTS: readonly Breakage[] = [
  {
    name: 'a deletion is decided, whatever wallet was begun since it was read',
    shownBy: 560,
    operation: (_operation, input) =>
      begins(input, 'SET deleted_at = ') ? condition(input, 'used = :used', '(used = :used OR used > :used)') : input,
  },
  {
    name: 'a deleted user takes a place for a wallet',
    shownBy: 55,
    operation: (_operation, input) =>
      begins(input, 'SET used = if_not_exists(used, :none) + :one, #claim')
        ? condition(input, ' AND attribute_not_exists(deleted_at)', '')
        : input,
  },
  {
    name: 'a block does not reach the keys',
    shownBy: 36,
    operation: (_operation, input) =>
      isOfKeys(input) && input.UpdateExpression === 'SET blocked_at = if_not_exists(blocked_at, :at)'
        ? update(input, input.UpdateExpression, 'REMOVE blocked_at', ':at')
        : input,
  },
  {
    name: 'an operator lifts the block of the keys of a deleted user',
    shownBy: 2283,
    operation: (_operation, input) =>
      isOfKeys(input) ? condition(input, ' AND attribute_not_exists(ended_at)', '') : input,
  },
  {
    name: 'sessions that end together leave their access tokens valid',
    shownBy: 36,
    operation: (_operation, input) =>
      begins(input, 'SET generation = ') ? values(input, { ':one': { N: '0' } }) : input,
  },
  {
    name: 'the login of a deleted user is free at once',
    shownBy: 75,
    operation: (_operation, input) =>
      input.Item?.password_hash || input.Item?.owner
        ? condition(input, 'expires_at <= :seconds', '(expires_at <= :seconds OR expires_at > :seconds)')
        : input,
  },
  {
    name: 'a user is buried although another has the login by now',
    shownBy: 887,
    operation: (_operation, input) =>
      input.Item?.deleted_at ? condition(input, 'user_id = :user', '(user_id = :user OR user_id <> :user)') : input,
  },
];
