import { InvalidArgumentError } from 'commander';

/** An option that is a whole number. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}

/** Prints lines with the seconds that have passed since now. */
export function stopwatch(): (line: string) => void {
  const started = performance.now();
  return (line) => {
    const seconds = Math.round((performance.now() - started) / 1_000);
    console.log(`${String(seconds).padStart(4)} s  ${line}`);
  };
}
