import { TableDefinition } from '../template/template.ts';
import { type Change, type Level, writeTogether } from './level.ts';
import { keysOf, storeKey } from './store-keys.ts';

/**
 * The tables of the folder and the given ones, which replace the stored definitions.
 * @throws Error if a table has another key in the folder
 */
export async function storedTables(level: Level, given: readonly TableDefinition[]): Promise<TableDefinition[]> {
  const tables = new Map<string, TableDefinition>();
  for await (const [, value] of level.iterator(keysOf('table'))) {
    const stored = TableDefinition.parse(JSON.parse(value));
    tables.set(stored.TableName, stored);
  }
  for (const definition of given) {
    const stored = tables.get(definition.TableName);
    if (stored && keyIn(stored) !== keyIn(definition))
      throw new Error(`${definition.TableName} is stored with the key ${keyIn(stored)}, not ${keyIn(definition)}`);
    tables.set(definition.TableName, definition);
  }
  const changes = [...tables.values()].map(
    (definition): Change => ({
      type: 'put',
      key: storeKey('table', definition.TableName),
      value: JSON.stringify(definition),
    }),
  );
  await writeTogether(level, changes, true);
  return [...tables.values()];
}

/** The attributes of a table's key and their types. */
function keyIn({ KeySchema, AttributeDefinitions }: TableDefinition): string {
  const typeOf = (name: string) => AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
  return KeySchema.map(({ AttributeName }) => `${AttributeName} (${typeOf(AttributeName)?.AttributeType})`).join(', ');
}
