import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCE = 'test/project/architecture/import-directions.test.ts';

/**
 * The table MAY_IMPORT of the test of imports: which folder may import which. It is read from the test's source, where it is a
 * constant of literals.
 * @param root a checkout of the project
 * @throws Error if it is none
 */
export function mayImport(root: string): Record<string, string[]> {
  const source = ts.createSourceFile(SOURCE, readFileSync(path.join(root, SOURCE), 'utf8'), ts.ScriptTarget.Latest);
  const table: Record<string, string[]> = {};
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === 'MAY_IMPORT')
      Object.assign(table, rowsOf(node.initializer));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return table;
}

function rowsOf(table: ts.Expression | undefined): Record<string, string[]> {
  if (!table || !ts.isObjectLiteralExpression(table)) throw new Error('MAY_IMPORT is no table of literals');
  return Object.fromEntries(
    table.properties.map((row) => {
      if (
        !ts.isPropertyAssignment(row) ||
        !ts.isStringLiteral(row.name) ||
        !ts.isArrayLiteralExpression(row.initializer)
      )
        throw new Error('a row of MAY_IMPORT is no list of literals');
      return [row.name.text, row.initializer.elements.filter(ts.isStringLiteral).map(({ text }) => text)];
    }),
  );
}
