import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/**
 * One import of a source file. `target` is a path from the project's root, or the name of a package
 * or of a module of Node; `specifier` is what is written there.
 */
export interface Import {
  readonly file: string;
  readonly target: string;
  readonly specifier: string;
}

/**
 * The paths, from the root of a checkout, of all files below the folder. By default the checkout is
 * this one.
 */
export function filesBelow(folder: string, root = ROOT): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Everything that the file imports: by import, export from, type imports, import() and require().
 */
export function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return specifiersIn(source).map((specifier) => ({ file, target: targetOf(file, specifier), specifier }));
}

/** The files, and all of the project that they import, directly or not. */
export function reachableFrom(files: readonly string[]): string[] {
  const reached = new Set(files);
  // A set that grows while it is gone through is gone through to its end.
  for (const file of reached) {
    for (const { target, specifier } of importsOf(file)) if (specifier.startsWith('.')) reached.add(target);
  }
  return [...reached];
}

/** What a source text imports, as it is written there. */
export function specifiersIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.join(path.dirname(file), specifier);
  if (specifier.startsWith('node:')) return specifier;
  // The pages import the client as other people's programs do.
  if (specifier === 'mib/client') return 'lib/client/index.ts';
  // A package's name without the path inside it.
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
