/** The longest wait for a transfer that a request can have. */
export const MAX_WAIT_SECONDS = 10;

/** A member of a list. A comma in quotes does not end it. */
const MEMBER = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;
const IS_WAIT = /^\s*wait\s*(?:[=;]|$)/i;
const WAIT = /^\s*wait\s*=\s*(?:"(?<quoted>\d+)"|(?<plain>\d+))\s*(?:;|$)/i;

/**
 * How many seconds a request prefers to wait for the result, by its header Prefer (RFC 7240). More
 * than 10 count as 10. The first `wait` of the header counts. One that is malformed is ignored, as
 * the RFC asks for, and `wait=0` waits for nothing.
 * @returns undefined if it does not prefer to wait
 */
export function preferredWaitSeconds(prefer: string | undefined): number | undefined {
  const wait = prefer?.match(MEMBER)?.find((member) => IS_WAIT.test(member)) ?? '';
  const { quoted, plain = quoted } = WAIT.exec(wait)?.groups ?? {};
  const seconds = Math.min(Number(plain ?? 0), MAX_WAIT_SECONDS);
  return seconds > 0 ? seconds : undefined;
}
