import { Admission } from '../../../lib/local/gateway/admission.ts';
import type { EndTurn } from '../../../lib/local/gateway/turns.ts';

const BOUNDS = { drainMs: 500, least: 2, waiting: 10, patienceMs: 60_000 };
let test: AbortController;
beforeEach(() => {
  test = new AbortController();
});
// Waiting requests of the test give up.
afterEach(() => test.abort());

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Executions that the test starts and ends, and the callers that ask for admission. */
function admission(bounds: Partial<typeof BOUNDS> = {}) {
  let [busy, now] = [0, 0];
  const listeners: ((ended: boolean) => void)[] = [];
  const load = { busy: () => busy, onRelease: (listener: (ended: boolean) => void) => listeners.push(listener) };
  const subject = new Admission(load, { ...BOUNDS, ...bounds }, () => now);
  const admitted: string[] = [];
  const leaves = new Map<string, EndTurn>();
  return {
    admitted,
    async ask(name: string, givesUp = test.signal) {
      const leave = await subject.admit(givesUp);
      admitted.push(leave ? name : `${name} not`);
      if (leave) leaves.set(name, leave);
    },
    /** The request has started its execution, and ends. */
    starts(name: string) {
      busy += 1;
      leaves.get(name)?.();
    },
    /** The request ends without an execution. */
    leaves: (name: string) => leaves.get(name)?.(),
    /** Executions end at a time, or begin to pause. */
    release(count: number, { at = now, ended = true } = {}) {
      now = at;
      for (let n = 0; n < count; n++) {
        busy -= 1;
        for (const listener of listeners) listener(ended);
      }
    },
    begin(count: number) {
      busy += count;
    },
    passes(ms: number) {
      now += ms;
    },
  };
}

describe('Admission', () => {
  it('admits a few when nothing has ended yet, lets others wait in order, and admits them as executions end', async () => {
    const { admitted, ask, starts, release } = admission();
    for (const name of ['a', 'b', 'c', 'd']) void ask(name);
    await settled();
    expect(admitted).toEqual(['a', 'b']);
    // A request that has started its execution makes no room by its end.
    for (const name of ['a', 'b']) starts(name);
    await settled();
    expect(admitted).toEqual(['a', 'b']);
    release(1);
    void ask('e');
    await settled();
    expect(admitted).toEqual(['a', 'b', 'c']);
  });

  it('admits another after a request that started no execution', async () => {
    const { admitted, ask, leaves } = admission();
    for (const name of ['a', 'b', 'c', 'd']) void ask(name);
    await settled();
    leaves('a');
    // It has ended already, and makes no room.
    leaves('a');
    await settled();
    expect(admitted).toEqual(['a', 'b', 'c']);
  });

  it('admits another when an execution pauses before a retry', async () => {
    const { admitted, ask, begin, release } = admission();
    begin(2);
    void ask('a');
    await settled();
    expect(admitted).toEqual([]);
    release(1, { ended: false });
    await settled();
    expect(admitted).toEqual(['a']);
  });

  it('admits as many as executions have ended in the last half second, and fewer when they end more slowly', async () => {
    const { admitted, ask, begin, release, passes } = admission({ waiting: 0 });
    begin(12);
    release(7, { at: 1_000 });
    // 5 are unfinished. With 7 ends in the last half second two more fit.
    for (const name of ['a', 'b', 'c']) await ask(name);
    expect(admitted).toEqual(['a', 'b', 'c not']);
    passes(501);
    release(3);
    await ask('d');
    expect(admitted).toEqual(['a', 'b', 'c not', 'd not']);
  });

  it('refuses immediately if too many wait, later if none ends in time, and callers that have gone', async () => {
    const { admitted, ask, begin } = admission({ waiting: 1, patienceMs: 1 });
    begin(2);
    const first = ask('a');
    await ask('b');
    expect(admitted).toEqual(['b not']);
    await first;
    await ask('c', AbortSignal.abort());
    expect(admitted).toEqual(['b not', 'a not', 'c not']);
  });
});
