import { type Answer, type Api, answerOf, outgoing } from '../../support/steps/api.ts';
import { pause } from './pause.ts';

const PATIENCE_MS = 8_000;
const ASK_AGAIN_AFTER_MS = 300;

/** The API at a base URL, for a client that gives up on an answer after a while. */
export function impatientApi(baseUrl: string): Api {
  return {
    async request(method, path, message = {}) {
      const { headers, body } = outgoing(message);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(baseUrl + path, { method, headers, signal, ...(body !== undefined && { body }) });
      return answerOf(response.status, Object.fromEntries(response.headers), await response.text());
    },
  };
}

/** The answer, unless there is none that a client can rely on: not reachable, too slow, 5xx. */
export async function attempt(request: () => Promise<Answer>): Promise<Answer | undefined> {
  const answer = await request().catch(() => undefined);
  return answer && answer.status < 500 ? answer : undefined;
}

/** Asks until there is an answer. @returns undefined if the signal comes before */
export async function insist(request: () => Promise<Answer>, giveUp: AbortSignal): Promise<Answer | undefined> {
  for (;;) {
    const answer = await attempt(request);
    if (answer || giveUp.aborted) return answer;
    await pause(ASK_AGAIN_AFTER_MS, giveUp);
  }
}
