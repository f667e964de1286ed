/** A number of things in words: 1 session, 2 sessions. @param several the plural, where it is not `one` with an s */
export function numberOf(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
