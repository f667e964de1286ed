import { MibError } from '../../lib/domain/errors.ts';
import { onItsShard } from '../../lib/usecases/on-its-shard.ts';

type Says = 'here' | 'absent' | { readonly moving: number } | { readonly moved: number };

/** Acts on a wallet of which each shard says something; each pause changes what they say. */
function acting(...looks: readonly [readonly Says[], ...(readonly Says[])[]]) {
  let look = 0;
  const acts: number[] = [];
  const act = async (shard: number) => {
    const says = (looks[look] ?? looks[looks.length - 1])?.[shard] ?? 'absent';
    acts.push(shard);
    if (says === 'here') return `on ${shard}`;
    if (says === 'absent') throw new MibError('no_such_wallet');
    throw 'moving' in says
      ? new MibError('wallet_moving', { shard: says.moving })
      : new MibError('wallet_moved', { shard: says.moved });
  };
  const done = onItsShard(0, act, async () => {
    look += 1;
  });
  return { done, acts, looks: () => look };
}

describe('An act on the wallet of a shard', () => {
  it('is done where the wallet is, wherever it has moved', async () => {
    await expect(acting(['here']).done).resolves.toBe('on 0');
    await expect(acting([{ moved: 1 }, { moved: 2 }, 'here']).done).resolves.toBe('on 2');
    await expect(acting([{ moving: 1 }, 'here']).done).resolves.toBe('on 1');
  });

  it('waits for a wallet that no shard has now', async () => {
    const { done, looks } = acting([{ moving: 1 }], [{ moving: 1 }], [{ moved: 1 }, 'here']);
    await expect(done).resolves.toBe('on 1');
    expect(looks()).toBe(2);
  });

  it('is an error that may be repeated if the wallet does not arrive, and never says that there is none', async () => {
    await expect(acting([{ moving: 1 }]).done).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says so if there is no such wallet', async () => {
    const { done, acts } = acting(['absent']);
    await expect(done).rejects.toMatchObject({ code: 'no_such_wallet' });
    expect(acts).toEqual([0]);
  });
});
