import type { UnchangingWorld } from '../../support/in-process/unchanging-world.ts';
import type { Message } from '../../support/steps/api.ts';
import * as then from '../../support/steps/then.ts';

const CREDENTIAL = { id: 'aQ', rawId: 'aQ', type: 'public-key' };
const REGISTERED = { clientDataJSON: 'e30', attestationObject: 'oA' };
const SIGNED = { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' };

/** A body that cannot be read is refused before its fields are checked. It changes no item of any table. */
export function badBodies(given: () => UnchangingWorld): void {
  describe('a bad body', () => {
    const send = (route: string, message: Message, query = '') => {
      const { world, user } = given();
      const [method = '', path = ''] = route.split(' ');
      return world.api.request(method, path + query, { token: user.token, ...message });
    };

    /** A valid body of every route that takes one. It is never sent unchanged. */
    const bodies = {
      'POST /auth/register': () => ({ login: 'somebody-new', password: 'a good password' }),
      'POST /auth/login': () => ({ login: 'somebody-new', password: 'a good password' }),
      'POST /auth/login/code': () => ({ challenge: 'a challenge', code: '123456' }),
      'POST /auth/refresh': () => ({ refresh_token: 'a token' }),
      'POST /auth/password': () => ({ password: 'a good password', new_password: 'another good password' }),
      'POST /auth/factors/totp/confirm': () => ({ code: '123456' }),
      'POST /auth/passkeys': () => ({ name: 'My phone', response: { ...CREDENTIAL, response: REGISTERED } }),
      'POST /auth/login/passkey': () => ({ response: { ...CREDENTIAL, response: SIGNED } }),
      'POST /api/user/create_wallet': () => ({ wallet_id: '123456789' }),
      'POST /api/user/transfers:batch': () => ({
        transfers: [{ idempotency_key: 'a', from_id: given().wallet, to_id: '123456789', amount: '1' }],
      }),
      'POST /api/user/keys': () => ({ name: 'Shop', read: 'all' }),
      'POST /api/user/do_transaction': () => ({ from_id: given().wallet, to_id: '123456789', amount: '1' }),
      'DELETE /auth/account': () => ({ password: 'no good password' }),
    };

    describe.each(Object.entries(bodies))('is refused by %s', (route, good) => {
      it('if it has 11 MB', async () => {
        const response = await send(route, { rawBody: JSON.stringify({ ...good(), more: 'x'.repeat(11_000_000) }) });
        then.isProblem(response, 413, 'payload_too_large');
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
      ])('if it is %s', async (_, rawBody) => {
        then.isProblem(await send(route, { rawBody }), 400, 'invalid_input', ['body']);
      });

      it('if it is missing', async () => {
        const headers = { 'content-type': 'application/json' };
        then.isProblem(await send(route, { headers }), 400, 'invalid_input', ['body']);
      });

      it('if its content type is not JSON', async () => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        then.isProblem(await send(route, { body: good(), headers }), 400, 'invalid_input', ['Content-Type']);
      });

      it('if it has an unknown field', async () => {
        then.isProblem(await send(route, { body: { ...good(), admin: true } }), 400, 'invalid_input', ['admin']);
      });

      it.each([
        ['__proto__', '__proto__', '{"admin":true}'],
        ['constructor', 'constructor', '{"prototype":{"admin":true}}'],
        ['an escaped __proto__', '\\u005f_proto__', '{"admin":true}'],
      ])('if it has the key %s', async (_, key, value) => {
        const rawBody = JSON.stringify(good()).replace('{', `{"${key}":${value},`);
        const field = key === 'constructor' ? key : '__proto__';
        then.isProblem(await send(route, { rawBody }), 400, 'invalid_input', [field]);
        expect({}).not.toHaveProperty('admin');
      });

      it('if it has a field twice, escaped or not, with the same value or another', async () => {
        const text = JSON.stringify(good());
        const [[name = '', value] = []] = Object.entries(good());
        const escaped = `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
        for (const [again, other] of [
          [name, value],
          [name, '1'],
          [escaped, value],
        ]) {
          const rawBody = text.replace('{', `{"${again}":${JSON.stringify(other)},`);
          then.isProblem(await send(route, { rawBody }), 400, 'invalid_input', [name]);
        }
      });

      it('if it is not UTF-8, since API Gateway has replaced the invalid bytes', async () => {
        const rawBody = Buffer.from(`${JSON.stringify(good()).slice(0, -2)}\xff"}`, 'latin1').toString('utf8');
        const response = await send(route, { rawBody });
        then.isProblem(response, 400, 'invalid_input', ['body']);
      });

      it('if it is in another charset, or compressed', async () => {
        for (const headers of [
          { 'content-type': 'application/json; charset=utf-16' },
          { 'content-encoding': 'gzip' },
        ]) {
          then.isProblem(await send(route, { body: good(), headers }), 415, 'unsupported_media_type');
        }
      });

      it('if the URL has a query', async () => {
        then.isProblem(await send(route, { body: good() }, '?dry_run=1'), 400, 'invalid_input', ['dry_run']);
      });

      it('if it has 3,000 unknown fields, of which the problem names 20', async () => {
        const more = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`field-${n}`, n]));
        const response = await send(route, { body: { ...good(), ...more } });
        const first20 = Object.keys(more).slice(0, 20);
        const { detail } = then.isProblem(response, 400, 'invalid_input', first20);
        expect(detail).toContain('and 2980 more');
        expect(response.text.length).toBeLessThan(4_096);
      });

      it('if it has no field', async () => {
        then.isProblem(await send(route, { body: {} }), 400, 'invalid_input', Object.keys(good()));
      });
    });
  });
}
