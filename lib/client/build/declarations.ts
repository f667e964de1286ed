import { readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * The declarations of one source file. They need no other file, so this is fast.
 * @param bundled packages whose declarations are beside it
 * @throws Error if an export has no explicit type
 */
export function declarationsOf(file: string, bundled: readonly string[]): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, isolatedDeclarations: true, strict: true },
  });
  const [mistake] = diagnostics;
  if (mistake) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(mistake.messageText, ' ')}`);
  return renamed(outputText, bundled);
}

/** The declarations with the file names of the package in their imports. */
export function renamed(declarations: string, bundled: readonly string[]): string {
  return declarations.replaceAll(/(from |import\()(['"])([^'"]+)\2/g, (whole, before: string, _, target: string) => {
    if (target.startsWith('.')) return `${before}'${target.replace(/\.ts$/, '.js')}'`;
    return bundled.includes(target) ? `${before}'./${target}.js'` : whole;
  });
}
