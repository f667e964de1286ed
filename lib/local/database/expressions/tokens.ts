import { invalid } from '../values/errors.ts';
import { type AttributeValue, type Item, typeOf } from '../values/values.ts';

const TOKEN = /\s*([#:]\w+|[A-Za-z_]\w*|<>|<=|>=|[=<>(),.+-])/y;
const LONGEST_BYTES = 4_096;

/** The tokens of an expression. Keywords may have any case. */
export class Tokens {
  readonly text: string;
  /** The `#names` and `:values` that the expression uses. */
  readonly uses: ReadonlySet<string>;
  /** Checks of the values of a request. The parsers add them. */
  readonly checks: ((values: Item) => void)[] = [];
  readonly #tokens: string[] = [];
  #at = 0;

  /** @throws ServiceError ValidationException if the text has anything else than tokens */
  constructor(text: string) {
    this.text = text;
    if (Buffer.byteLength(text) > LONGEST_BYTES)
      throw invalid('Expression size has exceeded the maximum allowed size; expression size is above 4 KB');
    const pattern = new RegExp(TOKEN);
    const end = text.trimEnd().length;
    if (end === 0) throw invalid('The expression can not be empty;');
    while (pattern.lastIndex < end) {
      const from = pattern.lastIndex;
      const token = pattern.exec(text)?.[1];
      if (!token)
        throw invalid(
          `cannot read the expression from "${text.slice(from)}"; lists' indexes, for example, are not supported here`,
        );
      this.#tokens.push(token);
    }
    this.uses = new Set(this.#tokens.filter((token) => token.startsWith('#') || token.startsWith(':')));
  }

  /** The `:value` that comes next, or undefined if it is something else. */
  peekValue(): string | undefined {
    return this.peek().startsWith(':') ? this.peek() : undefined;
  }

  /** Adds the check that a value has one of these types. @param value undefined for none to check */
  allow(value: string | undefined, types: readonly (keyof AttributeValue)[], operator: string): void {
    if (value === undefined) return;
    this.checks.push((values) => {
      const given = values[value];
      if (given && !types.some((type) => given[type] !== undefined))
        throw invalid(
          `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(given)}`,
        );
    });
  }

  peek(ahead = 0): string {
    return this.#tokens[this.#at + ahead] ?? '';
  }

  next(): string {
    const token = this.peek();
    if (token === '') throw invalid(`the expression ends too early: ${this.text}`);
    this.#at++;
    return token;
  }

  /** Takes the token if it is the next one, in any case of letters. */
  accept(token: string): boolean {
    if (this.peek().toUpperCase() !== token) return false;
    this.#at++;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw invalid(`expected ${token}, not "${this.peek()}", in ${this.text}`);
  }

  /** Takes the name of a function, whose letters are small, and its opening parenthesis. */
  acceptFunction(name: string): boolean {
    if (this.peek() !== name || this.peek(1) !== '(') return false;
    this.#at += 2;
    return true;
  }

  /** The distance to the parenthesis that closes the one at this distance. */
  closing(ahead: number): number {
    let open = 0;
    for (let n = ahead; this.#at + n < this.#tokens.length; n++) {
      if (this.peek(n) === '(') open++;
      if (this.peek(n) === ')') open--;
      if (open === 0) return n;
    }
    throw invalid(`a parenthesis is not closed in ${this.text}`);
  }

  done(): boolean {
    return this.#at === this.#tokens.length;
  }

  end(): void {
    if (!this.done()) throw invalid(`unexpected "${this.peek()}" in ${this.text}`);
  }
}
