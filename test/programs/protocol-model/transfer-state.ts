import type { Wallet } from './wallet-model.ts';

export type Decision = 'commit' | 'abort';

export interface Run {
  readonly at: 'queued' | 'reserving' | 'settling';
  readonly deadline: number;
  readonly decision: '' | Decision;
  /** The legs that it settles. */
  readonly legs: readonly number[];
}

export interface Message {
  readonly kind: 'reserve' | Decision;
  readonly leg: number;
  readonly deadline: number;
  readonly debitHeld: boolean;
}

export interface State {
  readonly time: number;
  readonly wallets: readonly Wallet[];
  readonly deadline: number;
  readonly decision: '' | Decision;
  readonly final: boolean;
  /** How often the row of each payee was put. */
  readonly rows: readonly number[];
  readonly runs: readonly Run[];
  /** Every message ever sent. It may arrive at any time, any number of times. */
  readonly sent: ReadonlyMap<string, Message>;
  /** Every response ever given. A run may receive it, or never. */
  readonly responses: ReadonlySet<string>;
  readonly broken?: string;
}

export function withMessages({ sent }: State, messages: readonly Message[]): ReadonlyMap<string, Message> {
  const more = messages.map((message) => [nameOf(message), message] as const).filter(([name]) => !sent.has(name));
  if (more.length === 0) return sent;
  return withSent(sent, more.map(([name]) => name).join(), () => new Map([...sent, ...more]));
}

export function withResponse({ responses }: State, response: string): ReadonlySet<string> {
  if (responses.has(response)) return responses;
  return withHeard(responses, response, () => new Set(responses).add(response));
}

const withSent = extending<ReadonlyMap<string, Message>>();
const withHeard = extending<ReadonlySet<string>>();

export function nameOf({ kind, leg, deadline, debitHeld }: Message): string {
  return `${kind} ${leg} until ${deadline}${debitHeld ? ' with its debit held' : ''}`;
}

export function keyOf(state: State): string {
  const { time, deadline, decision, final, broken } = state;
  const wallets = state.wallets.map(
    ({ there, available, hold, tombstone, fence, reservedPlace }) =>
      `${there ? 1 : 0}${available},${hold},${tombstone},${fence}${reservedPlace ? '!' : ''}`,
  );
  // States that differ only in the order of the runs are the same.
  const runs = state.runs.map((run) => `${run.at},${run.deadline},${run.decision},${run.legs.join('')}`).sort();
  const said = [numberOf(state.sent), numberOf(state.responses)];
  return [time, ...wallets, deadline, decision, final, state.rows.join(''), ...runs, ...said, broken].join('|');
}

/** Most states extend a collection by what others have extended it by: it is made once. */
function extending<Collection extends object>() {
  const extensions = new WeakMap<Collection, Map<string, Collection>>();
  return (from: Collection, by: string, make: () => Collection): Collection => {
    const made = extensions.get(from) ?? new Map<string, Collection>();
    extensions.set(from, made);
    const collection = made.get(by) ?? make();
    made.set(by, collection);
    return collection;
  };
}

const numbers = new Map<string, number>();
const numbered = new WeakMap<object, number>();

/** The same for collections with the same keys. */
function numberOf(collection: ReadonlyMap<string, unknown> | ReadonlySet<string>): number {
  const known = numbered.get(collection);
  if (known !== undefined) return known;
  const keys = [...collection.keys()].sort().join();
  const number = numbers.get(keys) ?? numbers.size;
  numbers.set(keys, number);
  numbered.set(collection, number);
  return number;
}
