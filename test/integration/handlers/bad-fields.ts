import type { UnchangingWorld } from '../../support/in-process/unchanging-world.ts';
import type { Message } from '../../support/steps/api.ts';
import * as then from '../../support/steps/then.ts';

const ASSERTION = {
  ...{ id: 'aQ', rawId: 'aQ', type: 'public-key' },
  response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
};

/** The problem names the field that breaks its rule. No item of any table changes. */
export function badFields(given: () => UnchangingWorld): void {
  describe('a request is refused', () => {
    const post = (path: string, message: Message) => {
      const { world, user } = given();
      return world.api.request('POST', path, { token: user.token, ...message });
    };

    /** A valid body of each route with such fields. It is never sent unchanged. */
    const bodies = {
      '/api/user/create_wallet': () => ({ wallet_id: '123456789' }),
      '/api/user/do_transaction': () => ({ from_id: given().wallet, to_id: '123456789', amount: '1' }),
    };

    const logins: [string, unknown][] = [
      ['empty', ''],
      ['of 2 characters', 'ab'],
      ['of 65 characters', 'a'.repeat(65)],
      ['with space at its end', 'annabel '],
      ['with a control character', 'ann\u0000abel'],
      ['that is a number', 12345],
      ['that is null', null],
      ['that is an object', { login: 'ann' }],
    ];
    /** Users of an older version may have them, so only registration refuses them. */
    const newLogins: [string, unknown][] = [
      ['with an invisible character', 'anna\u200bbel'],
      ['with a change of reading direction', 'anna\u202ebel'],
      ['of 64 characters that fold to 2,112 bytes', '\ufdfa'.repeat(64)],
      ['of 64 characters that fold to 257 bytes', `${'𐐷'.repeat(63)}ŉan`.slice(0, 128)],
    ];
    const newPasswords: [string, unknown][] = [
      ['with a tab', 'a good\tpassword'],
      ['that is one character over and over', 'zzzzzzzzzzzzzzz'],
      ['that is a sequence', 'abcdefgh1234'],
      ['of 8 characters that are 4 in normal form', 'e\u0301'.repeat(4)],
    ];
    const passwords: [string, unknown][] = [
      ['with a zero byte', 'a good\u0000a good'],
      ['empty', ''],
      ['of 7 characters', '1234567'],
      ['of 73 bytes', 'x'.repeat(73)],
      ['of 73 bytes in 37 characters', `${'é'.repeat(36)}x`],
      ['that is a number', 12345678],
      ['that is null', null],
    ];

    describe.each(['/auth/register', '/auth/login'])('by POST %s', (path) => {
      it.each(logins)('for a login %s', async (_, login) => {
        const body = { login, password: 'a good password' };
        then.isProblem(await post(path, { body }), 400, 'invalid_input', ['login']);
      });

      it.each(passwords)('for a password %s', async (_, password) => {
        const body = { login: 'somebody-new', password };
        const problem = then.isProblem(await post(path, { body }), 400, 'invalid_input', ['password']);
        if (typeof password === 'string' && password !== '') expect(JSON.stringify(problem)).not.toContain(password);
      });
    });

    it.each(newLogins)('for a new login %s', async (_, login) => {
      const body = { login, password: 'a good password' };
      then.isProblem(await post('/auth/register', { body }), 400, 'invalid_input', ['login']);
    });

    it.each(newPasswords)('for a new password %s', async (_, password) => {
      const body = { login: 'somebody-new', password };
      then.isProblem(await post('/auth/register', { body }), 400, 'invalid_input', ['password']);
    });

    it('for a login at POST /auth/login that is longer than a key of the database may be', async () => {
      const body = { login: '\ufdfa'.repeat(64), password: 'a good password' };
      then.isProblem(await post('/auth/login', { body }), 400, 'invalid_input', ['login']);
    });

    it.each<[string, string, object]>([
      ['/auth/refresh', 'refresh_token', { refresh_token: 'x'.repeat(513) }],
      ['/auth/refresh', 'refresh_token', { refresh_token: 7 }],
      ['/auth/logout', 'all', { all: 'yes' }],
      ['/auth/password', 'new_password', { password: 'a good password', new_password: '1234567' }],
      ['/auth/password', 'password', { password: null, new_password: 'another good password' }],
      ['/auth/login/code', 'challenge', { challenge: 'x'.repeat(2_049), code: '123456' }],
      ['/auth/login/code', 'code', { challenge: 'a challenge', code: 123456 }],
      ['/auth/login/code', 'code', { challenge: 'a challenge', code: '' }],
      ['/auth/factors/totp/confirm', 'code', { code: 'x'.repeat(65) }],
      ['/auth/login/passkey', 'challenge', { challenge: 'x'.repeat(2_049), response: ASSERTION }],
      ['/auth/login/passkey', 'response.id', { response: { ...ASSERTION, id: 'no base64url!' } }],
      ['/auth/login/passkey', 'response.type', { response: { ...ASSERTION, type: 'password' } }],
      [
        '/auth/login/passkey',
        'response.response.signature',
        { response: { ...ASSERTION, response: { ...ASSERTION.response, signature: 'x'.repeat(4_097) } } },
      ],
      ['/auth/login/passkey', 'response', { response: 'a signature' }],
      ['/auth/step_up', 'passkey.rawId', { passkey: { ...ASSERTION, rawId: 7 } }],
      ['/auth/step_up', 'code', { code: null }],
      ['/auth/step_up', 'password', { password: '1234567' }],
      ['/auth/step_up', 'token', { token: 'x' }],
    ])('by POST %s for its field %s: %j', async (path, field, body) => {
      then.isProblem(await post(path, { body }), 400, 'invalid_input', [field]);
    });

    it.each([
      'GET /api/user/wallets?Limit=5',
      'GET /api/user/wallets?limit=5&limit=5',
      'GET /api/user/transactions/{id}?Status=FAILED',
      'GET /api/user/transactions/{id}?status=FAILED&status=INVALID',
      'GET /api/user/transactions/{id}?reference=a&reference=b',
      'GET /api/user/transactions/{id}/csv?x',
      'GET /api/user/transactions/{id}/01ARZ3NDEKTSV4RRFFQ69G5FAV?x=1',
      'GET /api/user/balance/{id}?At=2026-01-01T00:00:00Z',
      'GET /api/user/balance/{id}/at/2026-01-01T00:00:00Z?x=1',
      'GET /api/user/statement/{id}?After=1',
      'GET /api/user/statement/{id}/csv?cursor=1&cursor=1',
      'GET /openapi.json?x=1',
      'GET /docs?x=1',
      'GET /docs/swagger-ui.css?x=1',
    ])('for an unknown or repeated query parameter: %s', async (route) => {
      const { world, user, wallet } = given();
      const [method = '', path = ''] = route.split(' ');
      const response = await world.api.request(method, path.replace('{id}', wallet), { token: user.token });
      const [, name = ''] = /\?(\w+)/.exec(path) ?? [];
      then.isProblem(response, 400, 'invalid_input', [name]);
    });

    const ids: [string, unknown][] = [
      ['that is empty', ''],
      ['with letters', '12a4'],
      ['with a plus', '+12'],
      ['with a minus', '-12'],
      ['with a space inside', '1 2'],
      ['with a space around', ' 12'],
      ['with a line end', '12\n'],
      ['of a stripe', '12#1'],
      ['with digits of another script', '١٢٣'],
      ['of 513 digits', '1'.repeat(513)],
      ['that is a negative number', -1],
      ['that is a fraction', 1.5],
      ['that is 2^53', 2 ** 53],
      ['that is true', true],
      ['that is null', null],
      ['that is an array', ['12']],
      ['that is an object', { id: '12' }],
    ];

    describe.each([
      ['/api/user/create_wallet', 'wallet_id'],
      ['/api/user/do_transaction', 'from_id'],
      ['/api/user/do_transaction', 'to_id'],
    ] as const)('by POST %s', (path, field) => {
      it.each(ids)(`for a ${field} %s`, async (_, id) => {
        const body = { ...bodies[path](), [field]: id };
        const problem = then.isProblem(await post(path, { body }), 400, 'invalid_input', [field]);
        expect(problem.errors).toEqual([{ field, message: 'must be 1 to 512 digits' }]);
      });

      it(`without ${field}`, async () => {
        const body = Object.fromEntries(Object.entries(bodies[path]()).filter(([name]) => name !== field));
        const problem = then.isProblem(await post(path, { body }), 400, 'invalid_input', [field]);
        expect(problem.errors).toEqual([{ field, message: 'is required' }]);
      });
    });

    it('for a stripe: which one a payment goes to is no matter of a user', async () => {
      const order = bodies['/api/user/do_transaction']();
      const split = [
        { to_id: '70001', amount: '1', stripe: 1 },
        { to_id: '70002', amount: '1' },
      ];
      for (const [body, field] of [
        [{ ...order, stripe: 1 }, 'stripe'],
        [{ from_id: given().wallet, to: split }, 'to[0].stripe'],
      ] as const)
        then.isProblem(await post('/api/user/do_transaction', { body }), 400, 'invalid_input', [field]);
    });

    it.each<[string, unknown]>([
      ['0', '0'],
      ['00', '00'],
      ['0 as a number', 0],
      ['-1', '-1'],
      ['-1 as a number', -1],
      ['+1', '+1'],
      ['1.5', '1.5'],
      ['1.5 as a number', 1.5],
      ['1.0', '1.0'],
      ['"1e3"', '1e3'],
      ['0x10', '0x10'],
      ['1,000', '1,000'],
      ['19 digits', '1'.repeat(19)],
      ['10^18 as a number', 10 ** 18],
      ['2^53 as a number', 2 ** 53],
      ['true', true],
      ['null', null],
      ['an empty string', ''],
      ['a space', ' '],
      ['an array', ['1']],
      ['an object', { amount: '1' }],
    ])('for the amount %s', async (_, amount) => {
      const body = { ...bodies['/api/user/do_transaction'](), amount };
      then.isProblem(await post('/api/user/do_transaction', { body }), 400, 'invalid_input', ['amount']);
    });

    it.each(['0.99999999999999999', '9007199254740991.4', '1e2', '1.0', '10E-1', '9007199254740992'])(
      'for the JSON number %s as an amount or a wallet',
      async (literal) => {
        const good = JSON.stringify(bodies['/api/user/do_transaction']());
        const amount = good.replace('"amount":"1"', `"amount":${literal}`);
        then.isProblem(await post('/api/user/do_transaction', { rawBody: amount }), 400, 'invalid_input', ['amount']);
        const to = good.replace('"123456789"', literal);
        then.isProblem(await post('/api/user/do_transaction', { rawBody: to }), 400, 'invalid_input', ['to_id']);
      },
    );

    it.each<[string, string, unknown]>([
      ['reference', 'with an invisible character', 'INV\u200b1'],
      ['reference', 'with a change of reading direction', '\u202e1-VNI'],
      ['note', 'with a filler', 'a\u3164b'],
      ['reference', 'that is empty', ''],
      ['reference', 'of 65 characters', 'x'.repeat(65)],
      ['reference', 'with space at its end', 'INV-1 '],
      ['reference', 'with a line end inside', 'INV\n1'],
      ['reference', 'with a zero byte', 'INV\u0000'],
      ['reference', 'with half a character', 'INV\ud83d'],
      ['reference', 'that is a number', 1],
      ['reference', 'that is null', null],
      ['note', 'that is empty', ''],
      ['note', 'of 257 characters', 'x'.repeat(257)],
      ['note', 'with a line end', 'a\r\nb'],
      ['note', 'that is an object', { text: 'a' }],
    ])('for a %s %s', async (field, _, value) => {
      const body = { ...bodies['/api/user/do_transaction'](), [field]: value };
      then.isProblem(await post('/api/user/do_transaction', { body }), 400, 'invalid_input', [field]);
    });

    const manyKeys = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'v']));
    const metadata: [string, unknown, string][] = [
      ['that are a list', ['a'], 'metadata'],
      ['that are a text', 'a', 'metadata'],
      ['with a number', { a: 1 }, 'metadata.a'],
      ['with an object', { a: { b: 'c' } }, 'metadata.a'],
      ['with an empty text', { a: '' }, 'metadata.a'],
      ['with 501 characters', { a: 'x'.repeat(501) }, 'metadata.a'],
      ['with a line end', { a: 'x\ny' }, 'metadata.a'],
      ['with an invisible character', { a: 'x\u200by' }, 'metadata.a'],
      ['with an empty key', { '': 'v' }, 'metadata.'],
      ['with a key of 41 characters', { ['k'.repeat(41)]: 'v' }, `metadata.${'k'.repeat(41)}`],
      ['with a space in a key', { 'a b': 'v' }, 'metadata.a b'],
      ['with a key that begins with _', { _a: 'v' }, 'metadata._a'],
      ['with 17 keys', manyKeys, 'metadata'],
      [
        'of 2,049 bytes',
        { a: 'x'.repeat(500), b: 'x'.repeat(500), c: 'x'.repeat(500), d: 'x'.repeat(500), e: 'x'.repeat(44) },
        'metadata',
      ],
    ];

    describe.each([
      ['POST', '/api/user/do_transaction', () => bodies['/api/user/do_transaction']()],
      ['POST', '/api/user/create_wallet', () => bodies['/api/user/create_wallet']()],
      ['PATCH', '/api/user/wallets/{id}', () => ({ name: 'Mine' })],
    ] as const)('by %s %s', (method, path, body) => {
      const send = (message: Message) => {
        const { world, user, wallet } = given();
        return world.api.request(method, path.replace('{id}', wallet), { token: user.token, ...message });
      };

      it.each(metadata)('for metadata %s', async (_, value, field) => {
        const response = await send({ body: { ...body(), metadata: value } });
        then.isProblem(response, 400, 'invalid_input', [field]);
      });

      it('for a key of metadata twice, and for __proto__', async () => {
        const start = JSON.stringify(body()).slice(0, -1);
        const twice = await send({ rawBody: `${start},"metadata":{"a":"1","a":"2"}}` });
        then.isProblem(twice, 400, 'invalid_input', ['metadata.a']);
        const proto = await send({ rawBody: `${start},"metadata":{"__proto__":"1"}}` });
        then.isProblem(proto, 400, 'invalid_input', ['metadata.__proto__']);
      });
    });

    it('for null metadata, or null for a key, where there is nothing to remove', async () => {
      for (const path of ['/api/user/do_transaction', '/api/user/create_wallet'] as const) {
        const all = await post(path, { body: { ...bodies[path](), metadata: null } });
        then.isProblem(all, 400, 'invalid_input', ['metadata']);
        const one = await post(path, { body: { ...bodies[path](), metadata: { a: null } } });
        then.isProblem(one, 400, 'invalid_input', ['metadata.a']);
      }
    });

    it.each<[string, unknown]>([
      ['that is empty', ''],
      ['of 61 characters', 'x'.repeat(61)],
      ['with space at its end', 'Rent '],
      ['with a line end', 'Re\nnt'],
      ['with an invisible character', 'Re\u200bnt'],
      ['with a change of reading direction', '\u202etneR'],
      ['that is a number', 1],
      ['that is an object', { name: 'Rent' }],
    ])('for the name of a wallet %s', async (_, name) => {
      const { world, user, wallet } = given();
      const created = await post('/api/user/create_wallet', { body: { wallet_id: '123456789', name } });
      then.isProblem(created, 400, 'invalid_input', ['name']);
      const path = `/api/user/wallets/${wallet}`;
      const changed = await world.api.request('PATCH', path, { token: user.token, body: { name } });
      then.isProblem(changed, 400, 'invalid_input', ['name']);
    });

    it.each(['status', 'owner', 'wallet_id', 'created_at'])('for a change of %s of a wallet', async (field) => {
      const { world, user, wallet } = given();
      const message = { token: user.token, body: { [field]: 'ACTIVE' } };
      const response = await world.api.request('PATCH', `/api/user/wallets/${wallet}`, message);
      then.isProblem(response, 400, 'invalid_input', [field]);
    });

    it('for a transfer from a wallet to itself', async () => {
      const body = { from_id: given().wallet, to_id: given().wallet, amount: '1' };
      then.isProblem(await post('/api/user/do_transaction', { body }), 400, 'invalid_input', ['to_id']);
    });

    describe('with several payees', () => {
      const payees = (count: number) =>
        Array.from({ length: count }, (_, n) => ({ to_id: `9000${n}`, amount: '1' as unknown }));
      const split = (to: unknown, more: object = {}) => {
        const body = { from_id: given().wallet, to, ...more };
        return post('/api/user/do_transaction', { body });
      };
      const [first, second] = payees(2);

      it.each<[string, unknown, string[]]>([
        ['without payees', [], ['to']],
        ['with 11 payees', payees(11), ['to']],
        ['with payees that are no list', '42', ['to']],
        ['with null for payees', null, ['to']],
        ['with an object for payees', first, ['to']],
        ['with a payee that is no object', [first, '42'], ['to[1]']],
        ['with a payee that is null', [null, second], ['to[0]']],
        ['with a payee twice', [...payees(3), second], ['to[3].to_id']],
        ['with amounts above 18 digits together', [first, { to_id: '7', amount: '9'.repeat(18) }], ['to']],
        ['with a payee without a wallet', [first, { amount: '1' }], ['to[1].to_id']],
        ['with a payee without an amount', [first, { to_id: '7' }], ['to[1].amount']],
        ['with an unknown member of a payee', [first, { ...second, note: 'x' }], ['to[1].note']],
        ['with a wallet of letters', [{ to_id: 'a', amount: '1' }, second], ['to[0].to_id']],
        [
          'with two broken payees',
          [
            { to_id: 'a', amount: '0' },
            { ...second, amount: 1.5 },
          ],
          ['to[0].to_id', 'to[0].amount', 'to[1].amount'],
        ],
      ])('%s', async (_, to, fields) => {
        then.isProblem(await split(to), 400, 'invalid_input', fields);
      });

      it.each<[string, unknown]>([
        ['0', '0'],
        ['-1', '-1'],
        ['+1', '+1'],
        ['1.5', '1.5'],
        ['1.5 as a number', 1.5],
        ['19 digits', '1'.repeat(19)],
        ['2^53 as a number', 2 ** 53],
        ['null', null],
        ['an empty string', ''],
      ])('with the amount %s of the fourth', async (_, amount) => {
        const to = payees(5).map((payee, n) => (n === 3 ? { ...payee, amount } : payee));
        then.isProblem(await split(to), 400, 'invalid_input', ['to[3].amount']);
      });

      it('with the payer among them', async () => {
        const to = [first, { to_id: given().wallet, amount: '1' }];
        const problem = then.isProblem(await split(to), 400, 'invalid_input', ['to[1].to_id']);
        expect(problem.errors?.[0]?.message).toBe('must not be the same wallet as from_id');
      });

      it('with the members of the other form too', async () => {
        then.isProblem(await split([first], { to_id: '7' }), 400, 'invalid_input', ['to_id']);
        then.isProblem(await split([first], { amount: '1' }), 400, 'invalid_input', ['amount']);
        const all = await split([first], { to_id: '7', amount: '1', fee: '1' });
        then.isProblem(all, 400, 'invalid_input', ['fee', 'to_id', 'amount']);
      });

      it('with a number that is not exact, or a member twice', async () => {
        const body = (payee: string) => `{"from_id":"${given().wallet}","to":[{"to_id":"7","amount":"1"},{${payee}}]}`;
        for (const [payee, field] of [
          ['"to_id":"8","amount":1e2', 'to[1].amount'],
          ['"to_id":9007199254740992,"amount":"1"', 'to[1].to_id'],
          ['"to_id":"8","amount":"1","to_id":"9"', 'to[1].to_id'],
        ] as const) {
          const response = await post('/api/user/do_transaction', { rawBody: body(payee) });
          then.isProblem(response, 400, 'invalid_input', [field]);
        }
      });
    });

    it('naming every invalid field', async () => {
      const body = { from_id: 'a', to_id: 'b', amount: 'c', d: 'e' };
      const response = await post('/api/user/do_transaction', { body });
      then.isProblem(response, 400, 'invalid_input', ['from_id', 'to_id', 'amount', 'd']);
    });

    it('for an empty Idempotency-Key', async () => {
      const message = { body: bodies['/api/user/do_transaction'](), headers: { 'Idempotency-Key': '' } };
      then.isProblem(await post('/api/user/do_transaction', message), 400, 'invalid_input', ['idempotency-key']);
    });

    it('for an unknown route', async () => {
      then.isProblem(await post('/api/user/delete_wallet', { body: {} }), 404, 'route_not_found');
    });
  });
}
