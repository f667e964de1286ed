import * as z from 'zod/mini';
import { ShardUnavailable } from '../../../remote/shards.ts';
import type { Problem } from '../../../web/console/contract.ts';
import { SwitchboardError } from '../local-stage.ts';

type Code = Problem['code'];

const KINDS = {
  invalid_input: [400, 'The request breaks a rule.'],
  no_session: [401, 'Open the address that the command has printed.'],
  wrong_host: [403, 'This is not the address of the control room.'],
  wrong_origin: [403, 'Only the pages of the control room may call it.'],
  not_found: [404, 'There is no such thing.'],
  not_here: [404, 'Only a local stack has this.'],
  method_not_allowed: [405, 'This path does not have this method.'],
  not_now: [409, 'This cannot be done now.'],
  payload_too_large: [413, 'The body is too large.'],
  unsupported_media_type: [415, 'The body must be application/json.'],
  internal_error: [500, 'Something went wrong in the control room.'],
  unreachable: [502, 'A part of the stage gave no response.'],
} as const satisfies Record<Code, readonly [number, string]>;

/** An error that the page shows. */
export class ConsoleProblem extends Error {
  override readonly name = 'ConsoleProblem';
  readonly code: Code;
  readonly #detail: string | undefined;
  readonly #errors: Problem['errors'];

  constructor(code: Code, detail?: string, errors?: Problem['errors']) {
    super(detail ?? KINDS[code][1]);
    this.code = code;
    this.#detail = detail;
    this.#errors = errors;
  }

  /** RFC 9457. */
  get body(): Problem {
    const [status, title] = KINDS[this.code];
    return {
      type: 'about:blank',
      title,
      status,
      code: this.code,
      ...(this.#detail !== undefined && { detail: this.#detail }),
      ...(this.#errors !== undefined && { errors: this.#errors }),
    };
  }
}

/** What the SDK's errors carry, and those of connections. */
const Outage = z.looseObject({
  name: z._default(z.string(), ''),
  message: z._default(z.string(), ''),
  code: z.optional(z.string()),
  $metadata: z.optional(z.unknown()),
});
const CONNECTION = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/;

/**
 * The problem that a page gets for an error. What the stage or AWS did not do is `unreachable`, with
 * its reason: the operator is to see it. Everything else is a bug, and tells nothing.
 */
export function problemOf(error: unknown): ConsoleProblem {
  if (error instanceof ConsoleProblem) return error;
  const { data } = Outage.safeParse(error);
  const { name = '', message = '', code = '' } = data ?? {};
  const ofStage =
    error instanceof ShardUnavailable ||
    error instanceof SwitchboardError ||
    data?.$metadata !== undefined ||
    CONNECTION.test(code) ||
    name === 'TimeoutError';
  return ofStage ? new ConsoleProblem('unreachable', message || code || name) : new ConsoleProblem('internal_error');
}
