/** A sentence longer than this makes its reader start again. */
export const MAX_WORDS = 30;

/**
 * The sentences of a Markdown text. A paragraph, an item of a list, a heading and a cell of a table
 * each end a sentence. Blocks of code, HTML comments and images are no prose. A span of code counts
 * as one word, a link by its text.
 */
export function sentencesOf(markdown: string): string[] {
  const text = markdown
    .replace(/^( *)(```|~~~)[^\n]*\n[\s\S]*?^\1\2[^\n]*$/gm, '\n')
    .replace(/<!--[\s\S]*?-->/g, '\n')
    .replace(/`[^`\n]+`|`[^`]+`/g, 'code')
    .replace(/<picture>.*?<\/picture>/g, '\n')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '\n')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\/\/\S+/g, 'link')
    .replace(/<br>/g, '\n');
  const blocks = text.split(/\n\s*\n|\n(?=\s*(?:[-*] |\d+\. |#|\|))|\n(?<=^\s*#[^\n]*\n)/m).flatMap(cellsOf);
  return blocks.flatMap(splitSentences).filter((sentence) => wordsIn(sentence) > 0);
}

/** The number of words of a sentence. A word has a letter or a digit. */
export function wordsIn(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** The sentences that are too long, the longest first. */
export function longSentences(texts: readonly string[]): string[] {
  const long = texts.flatMap(sentencesOf).filter((sentence) => wordsIn(sentence) > MAX_WORDS);
  return long.sort((a, b) => wordsIn(b) - wordsIn(a));
}

function cellsOf(block: string): string[] {
  if (!/^\s*\|/.test(block)) return [block];
  return block.split(/(?<!\\)\|/);
}

/**
 * Splits after a full stop, a question mark or an exclamation mark, but not after an abbreviation
 * or inside a number.
 */
function splitSentences(block: string): string[] {
  const text = block
    .replace(/[*_>#]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.split(/(?<=[.!?][)"'’”]?)(?<!\b(?:e\.g|i\.e|etc|vs|cf)\.) (?=["'(“‘]?[\p{Lu}\p{N}`]|code\b|link\b)/u);
}
