import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** A promise of the system does not hold. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/**
 * Where the story is printed. A terminal gets colours, unless NO_COLOR is set. Every
 * line says the same without them.
 */
export class Paper {
  readonly #print: (text: string) => void;

  constructor(print: (text: string) => void = console.log) {
    this.#print = print;
  }

  chapter(title: string): void {
    this.#print(`\n${styled('bold', title)}\n`);
  }

  say(text: string): void {
    this.#print(`   ${text}`);
  }

  /** Something that happens, and what it is. */
  event(what: string, text: string, style: Style): void {
    this.#print(`   ${styled(style, what.padEnd(10))} ${text}`);
  }

  /** Columns of numbers. The first has names. */
  table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const line = (row: readonly string[]) =>
      row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart((widths[column] ?? 0) + 3),
      );
    this.#print(`\n${rows.map((row) => `   ${line(row).join('')}`).join('\n')}\n`);
  }

  /** @throws BrokenPromise if it does not hold */
  promise(text: string, holds: boolean): void {
    if (!holds) throw new BrokenPromise(`this does not hold: ${text}`);
    this.#print(`   ${styled('green', 'ok')}  ${text}`);
  }
}

function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
