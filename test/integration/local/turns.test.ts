import { type EndTurn, Turns } from '../../../lib/local/gateway/turns.ts';

const stays = new AbortController().signal;

/** Takes a turn and says under which name it was taken, or that it was not. */
function line(turns: Turns) {
  const taken: string[] = [];
  const ends = new Map<string, EndTurn>();
  const take = async (name: string, givesUp: AbortSignal = stays) => {
    const end = await turns.take(givesUp);
    taken.push(end ? name : `${name} not`);
    if (end) ends.set(name, end);
  };
  const end = (name: string) => ends.get(name)?.();
  return { taken, take, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Turns', () => {
  it('gives turns in order, a few at once, and refuses callers beyond the waiting line', async () => {
    const { taken, take, end } = line(new Turns({ atOnce: 1, waiting: 2, patienceMs: 60_000 }));
    for (const name of ['a', 'b', 'c', 'd']) void take(name);
    await settled();
    expect(taken).toEqual(['a', 'd not']);
    end('a');
    // It has ended already, and frees no turn.
    end('a');
    await settled();
    expect(taken).toEqual(['a', 'd not', 'b']);
    end('b');
    void take('e');
    await settled();
    expect(taken).toEqual(['a', 'd not', 'b', 'c']);
    end('c');
    await settled();
    end('e');
    void take('f');
    await settled();
    expect(taken.slice(4)).toEqual(['e', 'f']);
  });

  it('gives no turn to a caller that has gone', async () => {
    const { taken, take, end } = line(new Turns({ atOnce: 1, waiting: 2, patienceMs: 60_000 }));
    const leaves = new AbortController();
    void take('a');
    void take('b', leaves.signal);
    void take('c');
    leaves.abort();
    end('a');
    await settled();
    end('a');
    void take('d', AbortSignal.abort());
    await settled();
    expect(taken.sort()).toEqual(['a', 'b not', 'c', 'd not']);
    end('c');
  });

  it('lets no caller wait longer than the patience', async () => {
    const { taken, take, end } = line(new Turns({ atOnce: 1, waiting: 2, patienceMs: 1 }));
    await take('a');
    await take('b');
    expect(taken).toEqual(['a', 'b not']);
    end('a');
    await take('c');
    expect(taken).toEqual(['a', 'b not', 'c']);
  });
});
