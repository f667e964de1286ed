import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionally } from '../../../lib/store/documents.ts';
import { type FreshTables, freshTables } from '../../support/environment/tables.ts';

let tables: FreshTables;
beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.close());

describe('documents', () => {
  it('keeps integers exact beyond the range of a float', async () => {
    const big = 10n ** 37n + 1n;
    await tables.documents.send(new PutCommand({ TableName: tables.users, Item: { login: 'big', big, small: 7n } }));
    const { Item } = await tables.documents.send(new GetCommand({ TableName: tables.users, Key: { login: 'big' } }));
    expect(Item).toEqual({ login: 'big', big, small: 7n });
  });

  it('refuses a fraction instead of rounding it', async () => {
    await tables.documents.send(new PutCommand({ TableName: tables.users, Item: { login: 'half', share: 0.5 } }));
    const reading = tables.documents.send(new GetCommand({ TableName: tables.users, Key: { login: 'half' } }));
    await expect(reading).rejects.toThrow();
  });
});

describe('conditionally', () => {
  const update = (condition: string, login = 'cond') =>
    conditionally(
      tables.documents.send(
        new UpdateCommand({
          TableName: tables.users,
          Key: { login },
          UpdateExpression: 'SET n = if_not_exists(n, :zero) + :one',
          ConditionExpression: condition,
          ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

  it('returns whether the condition held; if not, nothing changes', async () => {
    expect(await update('attribute_not_exists(login)')).toHaveProperty('ok');
    const failed = await update('attribute_not_exists(login)');
    expect(failed).toHaveProperty('failed', true);
    // Whether the item is returned depends on the database; it is never another item.
    if ('failed' in failed && failed.item !== undefined) expect(failed.item).toEqual({ login: 'cond', n: 1n });
  });

  it('throws any error other than a failed condition', async () => {
    await expect(update('this is no condition')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
