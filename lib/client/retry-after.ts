/**
 * The seconds of the header Retry-After, which has seconds or a date (RFC 9110, 10.2.3).
 * @param now in ms since 1970
 * @returns undefined without a valid header
 */
export function retryAfterSeconds(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^[0-9]+$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1_000);
}
