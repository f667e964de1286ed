import { foldLogin } from '../domain/credentials.ts';
import { CONFUSABLES } from './confusables.ts';

const BASE = 36;
const prototypes = readTable();

/**
 * What a login looks like (UTS #39, 4): two logins with the same skeleton cannot be told apart, in small letters or in capital ones. It
 * is for comparing only, and is itself no login.
 */
export function skeletonOf(login: string): string {
  const seen = foldLogin(login)
    .normalize('NFD')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
  return [...seen]
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
