import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** A link of a page to a file of the project, as it is written. */
export interface Link {
  readonly target: string;
  readonly anchor: string | undefined;
}

/** The text of a page of the project. */
export function page(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The blocks of code in this language, in their order. */
export function blocks(file: string, language: string): string[] {
  const fences = page(file).matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm);
  return [...fences].flatMap(([, , name, code = '']) => (name === language ? [code] : []));
}

/** The one block of code with this in it. @throws Error if there is none */
export function blockWith(file: string, language: string, text: string): string {
  const found = blocks(file, language).find((block) => block.includes(text));
  if (found === undefined) throw new Error(`${file} has no block of ${language} with ${text}`);
  return found;
}

/** Every relative link and image of a page. */
export function linksOf(file: string): Link[] {
  const links = withoutCode(page(file)).matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, written = '']) => {
    if (/^[a-z]+:/.test(written)) return [];
    const [target = '', anchor] = written.split('#');
    return [{ target: target === '' ? file : path.join(path.dirname(file), target), anchor }];
  });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(file: string): string[] {
  const seen = new Map<string, number>();
  return [
    ...page(file)
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/^#{1,6} (.+)$/gm),
  ].map(([, heading = '']) => {
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

function slugOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replace(/\s/g, '-');
}

function withoutCode(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, '').replace(/`[^`\n]*`/g, '');
}
