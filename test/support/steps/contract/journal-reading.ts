import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

const Row = z.strictObject({
  TxID: z.string(),
  initiated_at: z.string(),
  status: z.string(),
  amount: z.string(),
  from_id: z.string(),
  to_id: z.string(),
  reference: z.string(),
  payer_note: z.string(),
  note: z.string(),
  metadata: z.string(),
  refund_of: z.string(),
  currency: z.string(),
  paid_by: z.string(),
  paid_by_login: z.string(),
  key_id: z.string(),
  key_name: z.string(),
});

/** The owner paid by a session. */
const NOBODY = { paid_by: '', paid_by_login: '', key_id: '', key_name: '' };

/** Balances at a past time, and exports. */
export function journalReadingContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const rowsOf = (text: string) => z.array(Row).parse(parse(text, { columns: true }));

  describe('GET /api/user/balance/{id}?at=', () => {
    it('returns the balance as of that time', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const at = '1970-01-01T00:00:00.000Z';
      const past = then.isPastBalance(await when.balance(user, wallet, `?at=${at}`));
      expect(past).toEqual({ wallet_id: wallet, currency: 'XXX', at, as_of: at, balance: '0' });
    });

    it('returns the balance of one minute ago for a later time, as decisions since may be incomplete', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const at = new Date(Date.now() - 1_000).toISOString();
      const past = then.isPastBalance(await when.balance(user, wallet, `?at=${at}`));
      expect(past).toEqual({
        wallet_id: wallet,
        currency: 'XXX',
        at,
        as_of: expect.any(String),
        balance: expect.any(String),
      });
      const earlier = Date.parse(at) - Date.parse(past.as_of);
      expect(earlier).toBeGreaterThan(30_000);
      expect(earlier).toBeLessThan(90_000);
      // The balance at one time never changes.
      const again = then.isPastBalance(await when.balance(user, wallet, `?at=${past.as_of}`));
      expect(again).toEqual({ ...past, at: past.as_of });
    });

    it('takes a time a few seconds ahead for now, as clocks differ', async () => {
      const { user, wallet } = await given.userWithWallet();
      const ahead = Date.now() + 5_000;
      const { at } = then.isPastBalance(await when.balance(user, wallet, `?at=${new Date(ahead).toISOString()}`));
      expect(Date.parse(at)).toBeLessThan(ahead);
    });

    it.each([
      ['a date', '2026-11-23'],
      ['a time without an offset', '2026-11-23T08:30:00'],
      ['a time in the future', '9999-12-31T23:59:59Z'],
    ])('refuses %s and names the field at: %s', async (_, at) => {
      const { user, wallet } = await given.userWithWallet();
      then.isProblem(await when.balance(user, wallet, `?at=${at}`), 400, 'invalid_input', ['at']);
    });
  });

  describe('GET /api/user/balance/{id}/at/{time}', () => {
    it('returns the balance as of that time', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const at = '1970-01-01T00:00:00.000Z';
      const past = then.isPastBalance(await when.balanceAt(user, wallet, at));
      expect(past).toEqual({ wallet_id: wallet, currency: 'XXX', at, as_of: at, balance: '0' });
    });

    it('returns the same as GET /api/user/balance/{id}?at=', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const at = '2026-11-01T00:00:00.000Z';
      const past = then.isPastBalance(await when.balanceAt(user, wallet, at));
      expect(past).toEqual(then.isPastBalance(await when.balance(user, wallet, `?at=${at}`)));
    });

    it('returns the balance of one minute ago for a time within the last minute', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const at = new Date(Date.now() - 1_000).toISOString();
      const past = then.isPastBalance(await when.balanceAt(user, wallet, at));
      expect(past).toEqual({
        wallet_id: wallet,
        currency: 'XXX',
        at,
        as_of: expect.any(String),
        balance: expect.any(String),
      });
      const earlier = Date.parse(at) - Date.parse(past.as_of);
      expect(earlier).toBeGreaterThan(30_000);
      expect(earlier).toBeLessThan(90_000);
      const again = then.isPastBalance(await when.balanceAt(user, wallet, past.as_of));
      expect(again).toEqual({ ...past, at: past.as_of });
    });

    it('takes a time a few seconds ahead for now, as clocks differ', async () => {
      const { user, wallet } = await given.userWithWallet();
      const ahead = Date.now() + 5_000;
      const { at } = then.isPastBalance(await when.balanceAt(user, wallet, new Date(ahead).toISOString()));
      expect(Date.parse(at)).toBeLessThan(ahead);
    });

    it.each(['2026-11-01T01:00:00+01:00', '2026-11-01T01%3A00%3A00%2B01%3A00'])(
      'takes the time %s, percent-encoded or not',
      async (time) => {
        const { user, wallet } = await given.userWithWallet();
        const past = then.isPastBalance(await when.balanceAt(user, wallet, time));
        expect(past).toMatchObject({ at: '2026-11-01T00:00:00.000Z', as_of: '2026-11-01T00:00:00.000Z' });
      },
    );

    it.each([
      ['a date', '2026-11-23'],
      ['a time without an offset', '2026-11-23T08:30:00'],
      ['a time in the future', '9999-12-31T23:59:59Z'],
    ])('refuses %s and names the field time: %s', async (_, time) => {
      const { user, wallet } = await given.userWithWallet();
      then.isProblem(await when.balanceAt(user, wallet, time), 400, 'invalid_input', ['time']);
    });
  });

  describe('GET /api/user/transactions/{id}/csv', () => {
    it('returns the transfers as a file, with an apostrophe before texts that look like formulas', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const other = await given.wallet(user);
      const texts = { reference: '=1+1', note: '-2, said "she"' };
      const out = await given.transfer(user, { from: wallet, to: other, amount: 30, ...texts });
      const back = await given.transfer(user, { from: other, to: wallet, amount: 5, note: '+5 €' });
      const response = await when.csv(user, wallet);
      expect(response.status).toBe(200);
      expect(response.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="wallet-${wallet}.csv"`,
        'cache-control': 'no-store',
      });
      expect(response.headers).not.toHaveProperty('link');
      const note = 'transaction completed';
      expect(rowsOf(response.text).slice(1)).toEqual([
        {
          ...{ TxID: out.TxID, initiated_at: out.initiated_at, status: 'SUCCESSFUL', amount: '-30', note },
          ...{
            from_id: wallet,
            to_id: other,
            reference: "'=1+1",
            payer_note: '\'-2, said "she"',
            metadata: '',
            refund_of: '',
            currency: 'XXX',
            ...NOBODY,
          },
        },
        {
          ...{ TxID: back.TxID, initiated_at: back.initiated_at, status: 'SUCCESSFUL', amount: '+5', note },
          ...{
            from_id: other,
            to_id: wallet,
            reference: '',
            payer_note: "'+5 €",
            metadata: '',
            refund_of: '',
            currency: 'XXX',
            ...NOBODY,
          },
        },
      ]);
    });

    it('returns the filtered file in parts', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 10 });
      const other = await given.wallet(user);
      for (const amount of [1, 100, 2, 3]) await given.transfer(user, { from: wallet, to: other, amount });
      const path = `/api/user/transactions/${wallet}/csv?status=SUCCESSFUL&order=desc`;
      const whole = await world().api.request('GET', path, { token: user.token });
      expect(rowsOf(whole.text).map(({ amount }) => amount)).toEqual(['-3', '-2', '-1', '+10']);
      const parts = await when.pages(user, `${path}&limit=2`);
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.map(({ text }) => text).join('')).toBe(whole.text);
    });

    it('returns only the names of the columns for a wallet without transfers', async () => {
      const { user, wallet } = await given.userWithWallet();
      const { status, text } = await when.csv(user, wallet);
      expect({ status, text }).toEqual({
        status: 200,
        text: 'TxID,initiated_at,status,amount,from_id,to_id,reference,payer_note,note,metadata,refund_of,currency,paid_by,paid_by_login,key_id,key_name\r\n',
      });
    });

    it.each(['limit=0', 'limit=5001', 'order=up', 'cursor=x'])('refuses ?%s', async (query) => {
      const { user, wallet } = await given.userWithWallet();
      const [field = ''] = query.split('=');
      then.isProblem(await when.csv(user, wallet, `?${query}`), 400, 'invalid_input', [field]);
    });
  });
}
