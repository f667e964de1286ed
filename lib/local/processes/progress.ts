/** Prints each step of a start with the seconds since the start of this process. */
export function progressLines(print: (line: string) => void): (step: string) => void {
  return (step) => print(`${(performance.now() / 1_000).toFixed(1).padStart(6)} s  ${step}`);
}
