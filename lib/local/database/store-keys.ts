// The keys of a database in LevelDB: a kind and names, separated by the character 0. What dynalite
// has stored begins otherwise: `item-`, `table~`, `index-`, `tag-`.

const SEPARATOR = '\u0000';

/**
 * `item`: of a table, by its key. `table`: a definition. `value`: of a namespace, by its name.
 * `change`: of a change log, by its sequence number.
 */
export type Kind = 'item' | 'table' | 'value' | 'change';

/** The key of what has these names. Only the last may contain the separator. */
export function storeKey(kind: Kind, ...names: readonly string[]): string {
  return [kind, ...names].join(SEPARATOR);
}

/** @param keyText the text of the item's key, which may have surrogates without their partners */
export function itemKey(table: string, keyText: string): string {
  const text = keyText.isWellFormed() ? `t${keyText}` : `b${Buffer.from(keyText, 'utf16le').toString('base64')}`;
  return storeKey('item', table, text);
}

/** The range of all keys of a kind. */
export function keysOf(kind: Kind): { gt: string; lt: string } {
  return { gt: kind + SEPARATOR, lt: kind + String.fromCharCode(1) };
}

/** The first name in a key, and the rest. */
export function namesIn(key: string): [string, string] {
  const [, first = '', ...rest] = key.split(SEPARATOR);
  return [first, rest.join(SEPARATOR)];
}
