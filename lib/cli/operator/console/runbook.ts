import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Block } from '../../../web/console/contract.ts';

/** The runbook of this checkout. */
export const RUNBOOK = path.resolve(import.meta.dirname, '../../../../docs/operations.md');

type Inline = Extract<Block, { kind: 'paragraph' }>['inlines'][number];

/**
 * The paragraphs of the alarms, by the names of the alarms, as blocks that a page can show without
 * parsing any markup.
 * @param adapt changes the text before: the examples are for one stage
 */
export async function readRunbook(
  adapt: (text: string) => string,
  file = RUNBOOK,
): Promise<ReadonlyMap<string, Block[]>> {
  const [, chapter = ''] = (await readFile(file, 'utf8')).split(/^## Alarms$/m);
  const [paragraphs = ''] = chapter.split(/^## /m);
  return new Map(
    adapt(paragraphs)
      .split(/^### /m)
      .slice(1)
      .map((text) => {
        const [name = '', ...lines] = text.split('\n');
        return [name.trim(), blocksOf(lines.join('\n'))];
      }),
  );
}

/** The blocks of a piece of Markdown: paragraphs, lists and code. */
export function blocksOf(markdown: string): Block[] {
  return markdown.split(/^(```\w*\n.*?^```)$/ms).flatMap((part): Block[] => {
    const { language, text } = /^```(?<language>\w*)\n(?<text>.*?)\n?```$/s.exec(part)?.groups ?? {};
    if (language !== undefined && text !== undefined) return [{ kind: 'code', language, text }];
    return part.split(/\n{2,}/).flatMap(textBlock);
  });
}

function textBlock(text: string): Block[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (!trimmed.startsWith('- ')) return [{ kind: 'paragraph', inlines: inlinesOf(trimmed) }];
  const items = trimmed.split(/^- /m).filter((item) => item !== '');
  return [{ kind: 'list', items: items.map((item) => inlinesOf(item.trim())) }];
}

const MARKED = /\*\*(?<strong>[^*]+)\*\*|`(?<code>[^`]+)`|\[(?<text>[^\]]+)\]\((?<href>[^)]+)\)/g;

function inlinesOf(text: string): Inline[] {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  const inlines: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(MARKED)) {
    if (match.index > end) inlines.push({ text: line.slice(end, match.index) });
    inlines.push(marked(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < line.length) inlines.push({ text: line.slice(end) });
  return inlines;
}

function marked({ strong, code, text = '', href = '' }: Record<string, string | undefined>): Inline {
  if (strong !== undefined) return { text: strong, style: 'strong' };
  if (code !== undefined) return { text: code, style: 'code' };
  const plain = text.replaceAll('`', '');
  // A page of docs is no page of the control room.
  return /^(#|https:)/.test(href) ? { text: plain, href } : { text: plain };
}
