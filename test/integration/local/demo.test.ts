import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripVTControlCharacters } from 'node:util';
import { Paper } from '../../../lib/local/demo/paper.ts';
import { ShardGateway } from '../../../lib/local/demo/shard-gateway.ts';
import { type Stage, tell } from '../../../lib/local/demo/story.ts';
import { listening } from '../../support/environment/listening.ts';
import { listen } from '../../support/in-process/gateway.ts';
import { startInProcess } from '../../support/in-process/in-process-world.ts';

const UNAVAILABLE = { statusCode: 503, body: '{"message":"Service Unavailable"}' };

/** Shard 1 of the world, which dies when it is asked to hold money. */
class Shard1 {
  #die: ((pid: number) => void) | undefined;
  #back: Promise<void> | undefined;
  #revive: () => void = () => undefined;

  readonly stage: Pick<Stage, 'killInMidTransfer' | 'restart'> = {
    killInMidTransfer: () =>
      new Promise((resolve) => {
        this.#die = resolve;
      }),
    restart: async () => {
      this.#back = undefined;
      this.#revive();
      return 4_243;
    },
  };

  async respond(operation: string, run: () => Promise<unknown>): Promise<unknown> {
    if (operation === 'reserve' && this.#die) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#back = promise;
      this.#revive = resolve;
      this.#die(4_242);
      this.#die = undefined;
    }
    if (!this.#back) return run();
    // The state machines of this world retry without a pause.
    if (operation === 'reserve') await this.#back;
    return UNAVAILABLE;
  }
}

/**
 * The story, told by a world of its own.
 * @param reported what shard 0 responds about a balance, in place of it
 */
async function play(reported = (balance: string) => balance): Promise<string[]> {
  const shard = new Shard1();
  const world = await startInProcess({
    around: async (name, _event, run) => {
      const [, operation] = /^mib-shard-1-local-(.*)$/.exec(name) ?? [];
      if (operation !== undefined) return shard.respond(operation, run);
      const response = await run();
      return name === 'mib-shard-0-local-balance' ? JSON.parse(reported(JSON.stringify(response))) : response;
    },
  });
  const api = await listen(world.gateway);
  const printed: string[] = [];
  const paper = new Paper((text) => printed.push(...stripVTControlCharacters(text).split('\n')));
  try {
    await tell({ url: api.url, treasury: world.treasury, ...shard.stage, deadMs: 0 }, paper);
    return printed;
  } finally {
    await api.stop();
    await world.stop();
  }
}

/** A line without what differs from run to run. */
const normal = (line: string) =>
  line
    .replace(/\d+(\.\d+)? (m?s)\b|(?<=process )\d+/g, 'N')
    .replaceAll(/ +/g, ' ')
    .trim();

describe('npm run demo', () => {
  it('tells of a payment that survives a crash, as the README shows it', async () => {
    const printed = (await play()).map(normal);
    const readme = readFileSync('README.md', 'utf8');
    const [, block = ''] = /```text\n(3 {2}Ann pays Bob[^`]*)```/.exec(readme) ?? [];
    const shown = block
      .split('\n')
      .map(normal)
      .filter((line) => line !== '' && line !== '…');
    expect(shown.length).toBeGreaterThan(10);
    const found = shown.reduce((from, line) => {
      const next = from < 0 ? from : printed.indexOf(line, from);
      expect([line, next >= 0]).toEqual([line, true]);
      return next + 1;
    }, 0);
    expect(found).toBeGreaterThan(0);
  });

  it('fails if the balances do not sum to zero', async () => {
    await expect(play((response) => response.replace('-1000', '-999'))).rejects.toThrow(
      'Σ, the sum of all balances, is zero',
    );
  });

  it('fails if the money of the interrupted payment is not held', async () => {
    await expect(play((response) => response.replace('300', '299'))).rejects.toThrow('The 300 are held');
  });
});

describe('The gateway before a shard', () => {
  it('passes requests on, runs what it was told once before a hold, and says 503 without the shard', async () => {
    const shard = await listening(
      createServer((request, response) => response.end(`${request.method} ${request.url}`)),
    );
    const gateway = await ShardGateway.before(shard.url);
    const ask = async (path: string) => {
      const response = await fetch(gateway.url + path, { method: 'POST', body: '{}' });
      return [response.status, await response.text()];
    };
    let runs = 0;
    gateway.onNextHold(async () => {
      runs += 1;
    });
    expect(await ask('/api/commit')).toEqual([200, 'POST /api/commit']);
    expect(runs).toBe(0);
    expect(await ask('/api/reserve')).toEqual([200, 'POST /api/reserve']);
    await ask('/api/reserve');
    expect(runs).toBe(1);
    gateway.onNextHold(() => shard.stop());
    expect(await ask('/api/reserve')).toEqual([503, '{"message":"Service Unavailable"}']);
    gateway.close();
  });
});
