import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../../..');

const WRITE =
  /^(Put|Update|Delete|TransactWrite|BatchWrite|PutParameter|DeleteParameter|PutEvents|StartExecution|StartSyncExecution)Command$/;

/**
 * The functions below a folder that make commands which write, or the expressions of one, as
 * `file.ts function`.
 */
export function writesIn(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(path.join(ROOT, folder, file), 'utf8');
    const visit = (node: ts.Node, within: string): void => {
      const here = nameOf(node) ?? within;
      if (isWrite(node)) found.add(`${file} ${here}`);
      ts.forEachChild(node, (child) => visit(child, here));
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), '');
  }
  return found;
}

function isWrite(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && WRITE.test(node.expression.text);
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'UpdateExpression';
}

function nameOf(node: ts.Node): string | undefined {
  const isFunction = ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node);
  if (!isFunction || !node.name) return undefined;
  return ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name) ? node.name.text : undefined;
}
