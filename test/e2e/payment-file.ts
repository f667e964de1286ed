import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { type Listening, listening } from '../support/environment/listening.ts';
import { clientOf } from '../support/steps/client.ts';
import { given as givenSteps } from '../support/steps/given.ts';
import * as then from '../support/steps/then.ts';
import { when as whenSteps } from '../support/steps/when.ts';
import type { World } from '../support/steps/world.ts';
import { IS_REMOTE } from './running-world.ts';

const PROGRAM = path.resolve(__dirname, '../../lib/cli/pay-file/cli.ts');
const ROWS = 430;

/** When the program is killed: before its request is passed on, or before it has the response. */
type Kill = 'before the request' | 'before the response' | 'after the response';

/** The command that pays a file, on a running system. A proxy kills it with SIGKILL at its batches. */
export function paymentFile(running: () => { readonly url: string; readonly world: World }): void {
  const world = () => running().world;
  const given = givenSteps(world);
  const when = whenSteps(world);

  describe('npm run pay-file', () => {
    let folder: string;
    let proxy: Listening;
    let kills: (Kill | undefined)[] = [];
    let child: ChildProcess | undefined;
    let batches = 0;
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'mib-pay-file-'));
      proxy = await listening(
        createServer(async (request, response) => {
          const { method = '', url = '', headers } = request;
          const body = await buffer(request);
          const isBatch = url.endsWith(':batch');
          const kill = isBatch ? kills.shift() : undefined;
          if (isBatch) batches++;
          if (kill === 'before the request') {
            child?.kill('SIGKILL');
            return;
          }
          const { host: _host, connection: _connection, ...sent } = headers;
          const answer = await fetch(`${running().url}${url}`, {
            method,
            headers: Object.entries(sent).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
            ...(method === 'GET' ? {} : { body }),
          });
          const content = await answer.text();
          if (kill === 'before the response') {
            child?.kill('SIGKILL');
            return;
          }
          response.writeHead(answer.status, [...answer.headers].flat()).end(content);
          if (kill === 'after the response') child?.kill('SIGKILL');
        }),
      );
    });
    afterAll(async () => {
      await proxy.stop();
      await rm(folder, { recursive: true });
    });

    /** Runs the command. The password comes on its standard input. */
    async function pay(user: { login: string; password: string }, ...args: string[]) {
      child = spawn(process.execPath, [PROGRAM, ...args, '--login', user.login, '--url', proxy.url], {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, MIB_PASSWORD: '' },
      });
      const { stdin, stdout, stderr } = child;
      if (!stdin || !stdout || !stderr) throw new Error('the program has no pipes');
      stdin.on('error', () => undefined);
      stdin.end(`${user.password}\n`);
      const [out, error, [code, signal]] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')]);
      return { out, error, code, signal };
    }

    const write = (name: string, content: string) => writeFile(path.join(folder, name), content);
    const read = (name: string) => readFile(path.join(folder, name), 'utf8');

    // Five batches of 100: test/e2e/api.test.ts says why an emulator of AWS gets smaller ones.
    const itHere = IS_REMOTE ? it.skip : it;
    itHere(
      'pays each row once, although it is killed at its batches and its progress is lost once',
      async () => {
        const payer = await given.userWithWallet({ shard: 0, money: 1_000_000 });
        const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
        const amounts = Array.from({ length: ROWS }, (_, n) => n + 1);
        const sum = amounts.reduce((all, amount) => all + amount, 0);
        const rows = amounts.map((amount) => `${payee.wallet},${amount},row ${amount}`);
        await write('staff.csv', ['to_id,amount,reference', ...rows, ''].join('\n'));
        const run = () => pay(payer.user, 'staff.csv', '--from', payer.wallet);

        kills = ['before the request'];
        expect(await run()).toMatchObject({ signal: 'SIGKILL' });
        kills = ['before the response'];
        expect(await run()).toMatchObject({ signal: 'SIGKILL' });
        kills = [undefined, 'before the response'];
        expect(await run()).toMatchObject({ signal: 'SIGKILL' });
        kills = ['after the response'];
        expect(await run()).toMatchObject({ signal: 'SIGKILL' });
        // The next run sends every row again, under the same keys.
        await rm(path.join(folder, 'staff.csv.progress'));
        kills = [undefined, undefined, undefined, 'before the response'];
        expect(await run()).toMatchObject({ signal: 'SIGKILL' });
        kills = [];
        const last = await run();
        expect(last).toMatchObject({ code: 0, error: '' });
        expect(last.out).toContain(`${ROWS} payments from ${payer.wallet}, ${sum} in all`);
        // A request that the client repeats, on a busy machine, is killed in place of the next one.
        expect(last.out).toMatch(/^[1-3]00 rows were accepted before$/m);
        expect(last.out).toContain(`${ROWS} SUCCESSFUL`);

        const results = (await read('staff.csv.result.csv')).trimEnd().split('\r\n').slice(1);
        const ids = results.map((line) => line.split(',').at(-3));
        expect(new Set(ids).size).toBe(ROWS);
        expect(results.every((line) => line.endsWith(',SUCCESSFUL,transaction completed'))).toBe(true);
        const received: string[] = [];
        for await (const { TxID, amount } of clientOf(world(), payee.user).transactions(payee.wallet)) {
          expect(amount).toBe(`+${ids.indexOf(TxID) + 1}`);
          received.push(TxID);
        }
        expect(received.sort()).toEqual(ids.sort());
        expect(then.isBalance(await when.balance(payee.user, payee.wallet)).balance).toBe(String(sum));

        // A run that is over sends nothing.
        batches = 0;
        expect(await run()).toMatchObject({ code: 0 });
        expect(batches).toBe(0);
      },
      120_000,
    );

    it('names what is wrong with a file, and sends nothing', async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 0, money: 10 });
      batches = 0;
      await write('wrong.csv', `to_id,amount\n${wallet},1\nx,1\n42,1.5\n`);
      const wrong = await pay(user, 'wrong.csv', '--from', wallet);
      expect(wrong).toMatchObject({ code: 1, out: '' });
      expect(wrong.error.split('\n').map((line) => line.split(':')[0])).toEqual([
        'row 2, to_id',
        'row 3, to_id',
        'row 4, amount',
        'nothing was paid',
        '',
      ]);
      await write('dry.csv', `to_id,amount\n42,1\n42,2\n`);
      const dry = await pay(user, 'dry.csv', '--from', wallet, '--dry-run');
      expect(dry).toMatchObject({ code: 0, out: `2 payments from ${wallet}, 3 in all\ndry run: nothing was paid\n` });
      expect(batches).toBe(0);
      // A changed file, and an old one without its progress.
      await write('changed.csv', `to_id,amount\n0,1\n`);
      expect(await pay(user, 'changed.csv', '--from', wallet)).toMatchObject({ code: 0 });
      await write('changed.csv', `to_id,amount\n0,2\n`);
      const changed = await pay(user, 'changed.csv', '--from', wallet);
      expect(changed).toMatchObject({ code: 1 });
      expect(changed.error).toContain('has changed since run "changed.csv" began');
      await utimes(path.join(folder, 'dry.csv'), new Date(0), new Date(0));
      const old = await pay(user, 'dry.csv', '--from', wallet);
      expect(old).toMatchObject({ code: 1 });
      expect(old.error).toContain('--first-run');
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('9');
    }, 60_000);

    it('pays amounts as they are written in the currency, and goes on in minor units where an older version began', async () => {
      const { user, wallet } = await given.userWithWallet({ currency: 'EUR', money: 100_000 });
      const other = await given.wallet(user, { currency: 'EUR' });
      const balance = async () => then.isBalance(await when.balance(user, other)).balance;
      await write('euro.csv', `to_id,amount,currency\n${other},12.34,EUR\n${other},5,EUR\n`);
      const euro = await pay(user, 'euro.csv', '--from', wallet);
      expect(euro).toMatchObject({ code: 0, error: '' });
      expect(euro.out).toContain(`2 payments from ${wallet}, 17.34 EUR in all`);
      expect(await read('euro.csv.result.csv')).toMatch(/^2,\d+,\d+,12\.34,EUR,1234,/m);
      expect(await balance()).toBe('1734');

      // A file of an older version, whose amounts are in minor units.
      const old = `to_id,amount\n${other},100\n${other},200\n`;
      await write('old.csv', old);
      batches = 0;
      const refused = await pay(user, 'old.csv', '--from', wallet);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.error).toContain(`row 2, currency: is required beside amount: wallet ${wallet} has EUR`);
      expect(batches).toBe(0);
      // That version has begun it: its first row has no result.
      const run = { run: 'old.csv', file_sha256: createHash('sha256').update(old).digest('hex'), from: wallet };
      await write('old.csv.progress', `${JSON.stringify(run)}\n${JSON.stringify({ sent: [2], at: Date.now() })}\n`);
      expect(await pay(user, 'old.csv', '--from', wallet)).toMatchObject({ code: 0 });
      expect(await balance()).toBe('2034');
    }, 60_000);

    it('finds rows whose keys are forgotten by their transfers, and pays only what is missing', async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 0, money: 10 });
      await write('forgotten.csv', `to_id,amount\n0,1\n0,2\n`);
      expect(await pay(user, 'forgotten.csv', '--from', wallet)).toMatchObject({ code: 0 });
      // As if the second row had never been sent, and the first had no result for two days.
      const name = path.join(folder, 'forgotten.csv.progress');
      const [run = ''] = (await read('forgotten.csv.progress')).split('\n');
      const sent = JSON.stringify({ sent: [2], at: Date.now() - 48 * 3_600_000 });
      await writeFile(name, `${run}\n${sent}\n{"results":[{"row":2,"Tx`);
      batches = 0;
      expect(await pay(user, 'forgotten.csv', '--from', wallet)).toMatchObject({ code: 0 });
      expect(batches).toBe(1);
      // All of the progress is lost: the transfers alone tell.
      await rm(name);
      batches = 0;
      const since = new Date(Date.now() - 3_600_000).toISOString();
      expect(await pay(user, 'forgotten.csv', '--from', wallet, '--since', since)).toMatchObject({ code: 0 });
      expect(batches).toBe(0);
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('7');
    }, 60_000);
  });
}
