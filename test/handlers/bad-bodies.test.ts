import type { Message } from '../steps/api.ts';
import * as then from '../steps/then.ts';
import { unchangingWorld } from './in-process/unchanging-world.ts';

// A body that cannot be read is refused before its fields are looked at, and changes no item of any table.
describe('a bad body', () => {
  const given = unchangingWorld();
  const post = (path: string, message: Message) => {
    const { world, user } = given();
    return world.api.request('POST', path, { token: user.token, ...message });
  };

  /** A good body of every route that takes one. It is never sent as it is. */
  const bodies = {
    '/auth/register': () => ({ login: 'somebody-new', password: 'a good password' }),
    '/auth/login': () => ({ login: 'somebody-new', password: 'a good password' }),
    '/api/user/create_wallet': () => ({ wallet_id: '123456789' }),
    '/api/user/do_transaction': () => ({ from_id: given().wallet, to_id: '123456789', amount: '1' }),
  };

  describe.each(Object.entries(bodies))('of POST %s', (path, good) => {
    it('of 11 MB', async () => {
      const answer = await post(path, { rawBody: JSON.stringify({ ...good(), more: 'x'.repeat(11_000_000) }) });
      then.isProblem(answer, 413, 'payload_too_large');
    });

    it.each([
      ['nothing', ''],
      ['malformed JSON', '{"login": "ann",'],
      ['a bare word', 'login=ann'],
      ['an array', '[]'],
      ['an array with a good body', '[{"wallet_id":"1"}]'],
      ['a string', '"123"'],
      ['a number', '7'],
      ['null', 'null'],
    ])('that is %s', async (_, rawBody) => {
      then.isProblem(await post(path, { rawBody }), 400, 'invalid_input', ['body']);
    });

    it('that is not there', async () => {
      const headers = { 'content-type': 'application/json' };
      then.isProblem(await post(path, { headers }), 400, 'invalid_input', ['body']);
    });

    it('that is not called JSON', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      then.isProblem(await post(path, { body: good(), headers }), 400, 'invalid_input', ['Content-Type']);
    });

    it('with a field that nobody knows', async () => {
      then.isProblem(await post(path, { body: { ...good(), admin: true } }), 400, 'invalid_input', ['admin']);
    });

    it.each([
      ['__proto__', '__proto__', '{"admin":true}'],
      ['constructor', 'constructor', '{"prototype":{"admin":true}}'],
      ['an escaped __proto__', '\\u005f_proto__', '{"admin":true}'],
    ])('with the key %s', async (_, key, value) => {
      const rawBody = JSON.stringify(good()).replace('{', `{"${key}":${value},`);
      const field = key === 'constructor' ? key : '__proto__';
      then.isProblem(await post(path, { rawBody }), 400, 'invalid_input', [field]);
      expect({}).not.toHaveProperty('admin');
    });

    it('without any field', async () => {
      then.isProblem(await post(path, { body: {} }), 400, 'invalid_input', Object.keys(good()));
    });
  });
});
