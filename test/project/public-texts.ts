import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import * as z from 'zod';
import { filesBelow } from './files-below.ts';

/** Texts for readers outside the code, by kind. */
export type PublicTexts = Readonly<Record<string, readonly string[]>>;

/** The pages of a checkout, each with its text. Licences are others' words. */
export function pagesOf(root: string): Map<string, string> {
  const below = filesWith('.md', 'docs', root).filter((file) => !file.startsWith('docs/licences/'));
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below];
  return new Map(pages.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

/**
 * What commander prints: the texts of descriptions, arguments and options in the sources of the
 * programs.
 */
export function helpTextsOf(root: string): string[] {
  return filesWith('.ts', 'lib', root).flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    if (!text.includes("from 'commander'")) return [];
    return textsOfCommands(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  });
}

/** What the alarms say, and the titles of the dashboards. */
export function alarmTextsOf(root: string): string[] {
  const files = ['.yml', '.cjs'].flatMap((ending) => filesWith(ending, 'lib', root));
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const texts = [...text.matchAll(/(?:AlarmDescription|\b(?:says|text|means|description|title)): *(.+)$/gm)];
    return texts.map(([, words = '']) => words.replace(/^(['"`])(.*?)\1.*$/, '$2'));
  });
}

const Texts = z.looseObject({ description: z.unknown().optional(), summary: z.unknown().optional() });

/** Every description and summary of an OpenAPI document. */
export function documentTexts(document: unknown): string[] {
  const { success, data } = Texts.safeParse(document);
  if (Array.isArray(document)) return document.flatMap(documentTexts);
  if (!success) return [];
  const own = [data.summary, data.description].filter((text) => typeof text === 'string');
  return [...own, ...Object.values(data).flatMap(documentTexts)];
}

const CALLS_WITH_TEXT = new Set(['description', 'summary', 'option', 'requiredOption', 'argument', 'addHelpText']);

function textsOfCommands(source: ts.SourceFile): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (CALLS_WITH_TEXT.has(node.expression.name.text)) texts.push(...node.arguments.flatMap(literalsIn));
    }
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'Option')
      texts.push(...(node.arguments ?? []).flatMap(literalsIn));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return texts;
}

/** The text of a literal, with one word for each expression of a template. */
function literalsIn(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('value')];
  return ts.isBinaryExpression(node) ? [[node.left, node.right].flatMap(literalsIn).join('')] : [];
}

function filesWith(ending: string, folder: string, root: string): string[] {
  return filesBelow(folder, root).filter((file) => file.endsWith(ending));
}
