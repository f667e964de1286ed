import type { BentStatement } from './statement-model.ts';
import type { Entry, Image, Invocation, StatementState } from './statement-state.ts';

/** What the invocations of the stream's function do. */
export function* readings(state: StatementState, bent: BentStatement): Generator<[string, StatementState]> {
  const { images, acknowledged, invocations } = state;
  for (const [n, invocation] of invocations.entries()) {
    const to = (next: Invocation | undefined) => ({ ...state, invocations: invocations.with(n, next) });
    if (!invocation) {
      for (const next of starts(state, bent)) {
        const started = to({ next });
        const whole = bent.acknowledgedFirst ? { ...started, acknowledged: images.length } : started;
        yield [`invocation ${n} starts at record ${next}`, whole];
      }
      continue;
    }
    yield [`invocation ${n} stops`, to(undefined)];
    const image = images[invocation.next];
    if (image) yield* reading(state, n, invocation, image, bent);
    const all = Math.max(acknowledged, invocation.next);
    if (all > acknowledged) yield [`invocation ${n} acknowledges`, { ...to(undefined), acknowledged: all }];
  }
}

/** A batch starts with the first record that is not acknowledged, or with one before. */
function starts({ images, acknowledged }: StatementState, bent: BentStatement): number[] {
  const records = [...images.keys()];
  // Here nobody repeats what is acknowledged.
  if (bent.acknowledgedFirst) return records.filter((record) => record === acknowledged);
  return bent.anyOrder ? records : records.filter((record) => record <= acknowledged);
}

function* reading(
  state: StatementState,
  n: number,
  { next, last: known }: Invocation,
  record: Image,
  bent: BentStatement,
): Generator<[string, StatementState]> {
  const { entries, wallet } = state;
  const image = bent.readsWallet ? { ...record, seq: wallet.seq ?? 0, posted: wallet.posted ?? 0 } : record;
  const last = known ?? entries.at(-1)?.seq ?? 0;
  const seq = bent.numbersByHead ? last + 1 : image.seq;
  const goOn = (to: number, more: Partial<StatementState> = {}): StatementState => ({
    ...state,
    ...more,
    invocations: state.invocations.with(n, { next: next + 1, last: to }),
  });
  const step = `invocation ${n} reads record ${next}`;
  if (seq <= last) yield [`${step}: written before`, goOn(last)];
  // An entry waits for the one before. Otherwise the batch is an error, and is repeated.
  else if (seq === last + 1 || bent.anyOrder) {
    const before = entries.find((entry) => entry.seq === last);
    const entry = entryOf(image, seq, before, bent);
    const stored = entries.find((other) => other.seq === seq);
    if (!stored) yield [`${step}: writes ${seq}`, goOn(seq, { entries: withEntry(entries, entry) })];
    else if (JSON.stringify(stored) === JSON.stringify(entry)) yield [`${step}: finds ${seq}`, goOn(seq)];
  }
}

function entryOf(image: Image, seq: number, before: Entry | undefined, bent: BentStatement): Entry {
  const { amount, posted: balance, at } = image;
  const postedAt = bent.timeOfCommit ? at : Math.max(at, before?.postedAt ?? 0);
  return { seq, amount, balance, postedAt, after: before?.seq ?? 0 };
}

function withEntry(entries: readonly Entry[], entry: Entry): Entry[] {
  return [...entries, entry].sort((a, b) => a.seq - b.seq);
}
