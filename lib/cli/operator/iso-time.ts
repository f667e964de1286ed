/** A time in RFC 3339. @param ms since 1970 */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
