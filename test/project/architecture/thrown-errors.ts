import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What the code of a declaration does itself: the errors that it makes, and the declarations that it uses. */
interface Made {
  readonly codes: ReadonlySet<string>;
  readonly used: ReadonlySet<ts.Node>;
}

/**
 * The codes of all `new MibError(…)` that the handler of each file can reach, by the file. It follows each
 * name to its declaration, and looks at no condition: an error that is caught on the way is among them.
 */
export function codesMadeBy(files: readonly string[]): Map<string, ReadonlySet<string>> {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, ROOT);
  const program = ts.createProgram(
    files.map((file) => path.join(ROOT, file)),
    { ...options, noEmit: true, skipLibCheck: true },
  );
  const checker = program.getTypeChecker();
  const known = new Map<ts.Node, Made>();
  const made = (node: ts.Node) => {
    const found = known.get(node) ?? madeBy(node, checker);
    known.set(node, found);
    return found;
  };
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(path.join(ROOT, file));
      if (!source) throw new Error(`there is no ${file}`);
      const reached = new Set<ts.Node>([source]);
      // A set that grows while it is gone through is gone through to its end.
      for (const node of reached) for (const used of made(node).used) reached.add(used);
      return [file, new Set([...reached].flatMap((node) => [...made(node).codes]))];
    }),
  );
}

function madeBy(declaration: ts.Node, checker: ts.TypeChecker): Made {
  const codes = new Set<string>();
  const used = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isNewExpression(node) && node.expression.getText() === 'MibError') {
      for (const code of literalsOf(node.arguments?.[0], checker)) codes.add(code);
    }
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node))
      for (const found of declarationsOf(node, checker)) used.add(found);
    ts.forEachChild(node, visit);
  };
  // A class is what makes it. Its methods are used by their own names.
  if (ts.isClassDeclaration(declaration)) {
    for (const member of declaration.members)
      if (ts.isConstructorDeclaration(member) || ts.isPropertyDeclaration(member)) visit(member);
  } else ts.forEachChild(declaration, visit);
  return { codes, used };
}

/** The texts that an expression can be. */
function literalsOf(expression: ts.Expression | undefined, checker: ts.TypeChecker): string[] {
  if (!expression) return [];
  const type = checker.getTypeAtLocation(expression);
  const types = type.isUnion() ? type.types : [type];
  return types.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
}

/** Where the project declares what a name stands for. */
function declarationsOf(name: ts.Identifier | ts.PrivateIdentifier, checker: ts.TypeChecker): ts.Node[] {
  const shorthand = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : undefined;
  const symbol = shorthand ?? checker.getSymbolAtLocation(name);
  if (!symbol) return [];
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.declarations ?? []).filter(hasCode);
}

function hasCode(declaration: ts.Declaration): boolean {
  const file = path.relative(ROOT, declaration.getSourceFile().fileName);
  if (!file.startsWith('lib/') && !file.startsWith('functions/')) return false;
  return (
    ts.isFunctionDeclaration(declaration) ||
    ts.isMethodDeclaration(declaration) ||
    ts.isGetAccessorDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isShorthandPropertyAssignment(declaration)
  );
}
