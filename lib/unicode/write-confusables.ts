// Another version of the table changes the skeletons of logins. The next deployment compares the
// version and claims them again (lib/usecases/claim-looks.ts).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { foldLogin } from '../domain/credentials.ts';

const [file = ''] = new Command('npm run unicode:confusables --')
  .description('Writes the table of look-alike characters, lib/unicode/confusables.ts.')
  .argument('<file>', 'confusables.txt of https://www.unicode.org/Public/security/')
  .parse().args;

const source = readFileSync(file, 'utf8');
const [, version = ''] = /^# Version: (\S+)/m.exec(source) ?? [];
const ofHex = (codes = '') => String.fromCodePoint(...codes.split(' ').map((code) => Number.parseInt(code, 16)));
const listed = new Map(
  [...source.matchAll(/^([0-9A-F]+) ;\s*([0-9A-F]+(?: [0-9A-F]+)*) ;/gm)].map(([, one, other]) => [
    ofHex(one),
    ofHex(other),
  ]),
);

const prototypeIn = (text: string) => [...text.normalize('NFD')].map((one) => listed.get(one) ?? one).join('');
const isAscii = (text: string) => /^[\x20-\x7e]+$/.test(text);

/**
 * Logins ignore case. So a character also looks like ASCII if its upper case does, as with Cyrillic
 * в.
 */
function caseless(one: string): string {
  const asItIs = prototypeIn(one);
  if (isAscii(one) || isAscii(asItIs)) return asItIs;
  const inUpperCase = prototypeIn(one.toUpperCase());
  return isAscii(inUpperCase) ? inUpperCase : asItIs;
}

function folded(text: string): string {
  return foldLogin(text).normalize('NFD');
}

/**
 * Repeats until nothing changes: a prototype in upper case is folded and may then have another
 * prototype.
 */
function prototypeOf(one: string): string {
  let [before, after] = ['', one];
  while (before !== after) [before, after] = [after, [...folded(after)].map(caseless).join('').normalize('NFD')];
  return after;
}

const LAST = 0x10ffff;
const entries: string[] = [];
let previous = 0;
for (let code = 0x21; code <= LAST; code++) {
  const one = String.fromCodePoint(code);
  // A surrogate is no character; a character that folding changes is in no folded login.
  if (/\p{Cs}/u.test(one) || folded(one) !== one) continue;
  const prototype = prototypeOf(one);
  if (prototype === one) continue;
  const codes = [code - previous, ...[...prototype].map((each) => each.codePointAt(0) ?? 0)];
  entries.push(codes.map((each) => each.toString(36)).join('.'));
  previous = code;
}

const lines = entries.join(' ').match(/.{1,128}(?: |$)/g) ?? [];
writeFileSync(
  path.resolve(import.meta.dirname, 'confusables.ts'),
  `/**
 * The prototypes of characters in folded logins, ignoring case. Generated from Unicode's
 * confusables.txt by write-confusables.ts (\`npm run unicode:confusables\`; Unicode License v3,
 * docs/licences/unicode.txt). An entry is code points in base 36: the distance from the character
 * of the previous entry, and the prototype.
 */
export const CONFUSABLES = \`
${lines.map((line) => line.trim()).join('\n')}
\`;

export const CONFUSABLES_VERSION = '${version}';
`,
);
console.log(`${entries.length} characters of Unicode ${version}`);
