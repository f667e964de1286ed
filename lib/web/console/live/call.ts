import * as z from 'zod/mini';
import { TEXTS } from '../../texts/console/common.ts';
import { type InputOf, type OutputOf, Problem, ROUTES, type RouteName, requestOf } from '../contract.ts';

/** A call that failed: the problem that the server described, or none if there was no response. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly problem: Problem | undefined;

  constructor(message: string, problem?: Problem) {
    super(message);
    this.problem = problem;
  }
}

/** With the output as a function of the name, as TypeScript cannot find out by itself. */
const BY_NAME: { readonly [N in RouteName]: { readonly output: z.ZodMiniType<OutputOf<N>> } } = ROUTES;

/**
 * Calls the server of the control room.
 * @throws CallError; the reason of the signal if it is aborted
 */
export async function call<N extends RouteName>(
  name: N,
  input: InputOf<N>,
  signal?: AbortSignal,
): Promise<OutputOf<N>> {
  const { method, target, body } = requestOf(name, input);
  const response = await fetch(target, {
    method,
    ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new CallError(TEXTS.noResponse);
  });
  const content: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { data: problem } = z.safeParse(Problem, content);
    throw new CallError(problem?.detail ?? problem?.title ?? TEXTS.status(response.status), problem);
  }
  const { data, success } = z.safeParse(BY_NAME[name].output, content);
  if (!success) throw new CallError(TEXTS.otherVersion);
  return data;
}
