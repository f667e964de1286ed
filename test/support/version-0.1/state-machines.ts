import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/**
 * A state machine of version 0.1, as it was deployed.
 * @param substitutions the values of its placeholders
 */
export function olderDefinition(name: string, substitutions: Readonly<Record<string, string>>): unknown {
  const text = readFileSync(path.join(__dirname, `${name}.asl.yaml`), 'utf8');
  const { 'x-shared': _, ...definition } = parse(text, { merge: true });
  const json = JSON.stringify(definition).replaceAll(
    /\$\{(\w+)\}/g,
    (_, placeholder) => substitutions[placeholder] ?? '',
  );
  return JSON.parse(json);
}
