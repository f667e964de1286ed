import { foldLogin } from '../domain/credentials.ts';
import { CONFUSABLES } from './confusables.ts';

const BASE = 36;
const prototypes = readTable();

/**
 * The skeleton of a login (UTS #39, 4). Two logins with the same skeleton look alike in lower or in
 * upper case. A skeleton is for comparison only and is not a login itself.
 */
export function skeletonOf(login: string): string {
  const visible = foldLogin(login)
    .normalize('NFD')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
  return [...visible]
    .map((one) => prototypes.get(one) ?? one)
    .join('')
    .normalize('NFD');
}

function readTable(): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  let code = 0;
  for (const entry of CONFUSABLES.trim().split(/\s+/)) {
    const [distance = 0, ...prototype] = entry.split('.').map((each) => Number.parseInt(each, BASE));
    code += distance;
    table.set(String.fromCodePoint(code), String.fromCodePoint(...prototype));
  }
  return table;
}
