import * as z from 'zod/mini';
import type { ConsoleRoute } from '../../../web/console/contract.ts';
import { ConsoleProblem } from './problems.ts';

/** A route with what answers it. */
export interface Answer {
  readonly route: ConsoleRoute;
  /**
   * @param input as it came: members of the path with the query or the body
   * @throws ConsoleProblem
   */
  readonly respond: (input: unknown) => Promise<unknown>;
}

/** Answers a route by a function whose input is checked before. */
export function answer<I extends z.ZodMiniObject, O extends z.ZodMiniType>(
  route: ConsoleRoute & { readonly input: I; readonly output: O },
  run: (input: z.output<I>) => z.output<O> | Promise<z.output<O>>,
): Answer {
  return {
    route,
    async respond(input) {
      const { success, data, error } = z.safeParse(route.input, input);
      if (success) return run(data);
      const errors = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      throw new ConsoleProblem('invalid_input', undefined, errors);
    },
  };
}

/** Finds the answer to a request, and the members of its path. */
export function routerOf(answers: readonly Answer[]) {
  const patterns = answers.map((one) => {
    const names = [...one.route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    return { one, names, pattern: new RegExp(`^${one.route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) };
  });
  /** @throws ConsoleProblem if there is no such route */
  return (method: string, path: string): { answer: Answer; members: Record<string, string> } => {
    const there = patterns.filter(({ pattern }) => pattern.test(path));
    const found = there.find(({ one }) => one.route.method === method);
    if (!found) throw new ConsoleProblem(there.length > 0 ? 'method_not_allowed' : 'not_found');
    const values = found.pattern.exec(path)?.slice(1) ?? [];
    const members = found.names.map((name, n) => [name, decoded(values[n] ?? '')] as const);
    return { answer: found.one, members: Object.fromEntries(members) };
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConsoleProblem('not_found');
  }
}
