import type { CurrentSession, SessionStore } from '../../../lib/client/index.ts';
import { type Arrival, type Reaction, responses, talk } from './scripted-api.ts';

const ANN = { login: 'ann', password: 'a password of ann' };
const LOST = new TypeError('fetch failed');
const TAKEN = responses.problem(409, 'login_taken');
const WALLETS: Reaction = { status: 200, body: [] };
const EXPIRED = responses.problem(401, 'unauthenticated');
const routesOf = (arrivals: readonly Arrival[]) => arrivals.map(({ path }) => path.split('?')[0]);
const tokensOf = (arrivals: readonly Arrival[]) => arrivals.map(({ headers }) => headers.get('authorization'));

describe('register', () => {
  it('sends no Idempotency-Key, and makes the client act as the user', async () => {
    const arrivals = await talk([responses.session('of-ann'), WALLETS], async (_, make) => {
      const client = make({});
      expect(await client.register(ANN)).toEqual(responses.session('of-ann').body);
      await client.wallets().next();
      expect(client.token).toBe('of-ann');
    });
    expect(arrivals[0]?.body).toEqual(ANN);
    expect(arrivals[0]?.headers.has('idempotency-key')).toBe(false);
    expect(tokensOf(arrivals)).toEqual([null, 'Bearer of-ann']);
  });

  it.each<[string, Reaction]>([
    ['lost', LOST],
    ['a 503', { status: 503 }],
  ])(
    'logs in if the response was %s and the login is taken then, as this client may have taken it',
    async (_, lost) => {
      const arrivals = await talk([lost, TAKEN, responses.session('of-ann')], async (client) => {
        expect(await client.register(ANN)).toMatchObject({ token: 'of-ann' });
      });
      expect(routesOf(arrivals)).toEqual(['/auth/register', '/auth/register', '/auth/login']);
    },
  );

  it('throws login_taken if the taken login has another password', async () => {
    await talk([LOST, TAKEN, responses.problem(401, 'wrong_credentials')], async (client) => {
      await expect(client.register(ANN)).rejects.toMatchObject({ code: 'login_taken' });
    });
  });

  it('does not log in if the first response is login_taken', async () => {
    const arrivals = await talk([TAKEN], async (client) => {
      await expect(client.register(ANN)).rejects.toMatchObject({ code: 'login_taken' });
    });
    expect(routesOf(arrivals)).toEqual(['/auth/register']);
  });
});

describe('login', () => {
  it('retries if the response was lost', async () => {
    const arrivals = await talk([LOST, responses.session()], async (client) => {
      await client.login(ANN);
    });
    expect(arrivals).toHaveLength(2);
  });

  it('does not retry after 429, as a person wants to know', async () => {
    const wait = responses.problem(429, 'too_many_attempts', {}, { 'retry-after': '2' });
    const arrivals = await talk([wait], async (client) => {
      await expect(client.login(ANN)).rejects.toMatchObject({ code: 'too_many_attempts', retryAfter: 2 });
    });
    expect(arrivals).toHaveLength(1);
  });
});

describe('A client with credentials', () => {
  it('logs in once for concurrent requests, and again before the token expires', async () => {
    const arrivals = await talk(
      [responses.session('first'), WALLETS, WALLETS, WALLETS, responses.session('second'), WALLETS],
      async (_, make) => {
        const client = make({ credentials: ANN });
        await Promise.all([client.wallets().next(), client.wallets().next()]);
        await passing(3_500_000);
        await client.wallets().next();
        await passing(90_000);
        await client.wallets().next();
      },
    );
    expect(routesOf(arrivals).filter((path) => path === '/auth/login')).toHaveLength(2);
    expect(tokensOf(arrivals)).toEqual([null, ...Array(3).fill('Bearer first'), null, 'Bearer second']);
  });

  it('logs in again when its token is refused, and repeats the request with the same key', async () => {
    const script = [responses.session('first'), EXPIRED, responses.session('second'), responses.accepted];
    const arrivals = await talk(script, async (_, make) => {
      await make({ credentials: ANN }).transfer({ from: '1', to: '2', amount: '5' });
    });
    const [, refused, , accepted] = arrivals;
    expect(tokensOf(arrivals)).toEqual([null, 'Bearer first', null, 'Bearer second']);
    expect(accepted?.headers.get('idempotency-key')).toBe(refused?.headers.get('idempotency-key'));
  });

  it('throws when the new token is refused too', async () => {
    const arrivals = await talk([responses.session(), EXPIRED, responses.session('b'), EXPIRED], async (_, make) => {
      await expect(make({ credentials: ANN }).balance('1')).rejects.toMatchObject({ code: 'unauthenticated' });
    });
    expect(arrivals).toHaveLength(4);
  });
});

it('A client without credentials throws when its token has expired, as it stores no password', async () => {
  const arrivals = await talk([responses.session(), EXPIRED], async (client) => {
    await client.login(ANN);
    await expect(client.balance('1')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });
  expect(routesOf(arrivals)).toEqual(['/auth/login', '/api/user/balance/1']);
});

describe('The session of a client', () => {
  it('says when the token expires, and is restored from JSON after a reload', async () => {
    const arrivals = await talk([responses.session('of-ann'), WALLETS], async (_, make) => {
      const before = make({});
      expect(before.session).toBe(undefined);
      await before.login(ANN);
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      expect(before.session).toEqual({ token: 'of-ann', expiresAt });
      const after = make({ session: JSON.parse(JSON.stringify(before.session)) });
      expect(after.session).toEqual(before.session);
      await after.wallets().next();
    });
    expect(tokensOf(arrivals)).toEqual([null, 'Bearer of-ann']);
  });

  it('has no time if the client was given a token alone', async () => {
    await talk([WALLETS], async (_, make) => {
      expect(make({ token: 'a-token' }).session).toEqual({ token: 'a-token' });
    });
  });

  it('ends once when the API refuses the token, and begins again with the next login', async () => {
    const script = [responses.session('first'), EXPIRED, EXPIRED, responses.session('second'), EXPIRED];
    await talk(script, async (_, make) => {
      const ended: unknown[] = [];
      const client = make({ onSessionEnded: () => ended.push(client.session) });
      await client.login(ANN);
      const refused = { code: 'unauthenticated', status: 401 };
      await expect(client.balance('1')).rejects.toMatchObject(refused);
      await expect(client.balance('1')).rejects.toMatchObject(refused);
      expect([client.session, ended]).toEqual([undefined, [undefined]]);
      await client.login(ANN);
      expect(client.session).toMatchObject({ token: 'second' });
      expect((await client.routes.GET('/api/user/wallets', {})).response.status).toBe(401);
      expect(ended).toHaveLength(2);
    });
  });

  it('does not end by the refusal of an earlier token', async () => {
    await talk(['no response', responses.session('second'), EXPIRED], async (_, make) => {
      let ends = 0;
      const client = make({ session: { token: 'first' }, onSessionEnded: () => ends++ });
      const late = client.balance('1');
      await client.login(ANN);
      await expect(late).rejects.toMatchObject({ code: 'unauthenticated' });
      expect([ends, client.session]).toEqual([0, expect.objectContaining({ token: 'second' })]);
    });
  });

  it('does not end for a client that logs in again by itself, or that has no token', async () => {
    await talk([EXPIRED, responses.session(), WALLETS, EXPIRED], async (_, make) => {
      let ends = 0;
      const onSessionEnded = () => ends++;
      await make({ token: 'old', credentials: ANN, onSessionEnded }).wallets().next();
      await expect(make({ onSessionEnded }).balance('1')).rejects.toMatchObject({ code: 'unauthenticated' });
      expect(ends).toBe(0);
    });
  });
});

/** Resolves after this much virtual time. */
function passing(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

describe('A session that is refreshed', () => {
  const ended = responses.problem(401, 'session_ended');
  const withRefresh = (token: string) => ({
    status: 200,
    body: {
      ...responses.session(token).body,
      expires_in: 900,
      refresh_token: `refresh-of-${token}`,
      refresh_expires_in: 86_400,
    },
  });

  it('gets one other token for concurrent requests when its token expires, and a new refresh token', async () => {
    const arrivals = await talk([withRefresh('first'), withRefresh('second'), WALLETS, WALLETS], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await passing(900_000);
      await Promise.all([client.wallets().next(), client.wallets().next()]);
      expect(client.session).toMatchObject({ token: 'second', refreshToken: 'refresh-of-second' });
    });
    expect(routesOf(arrivals).slice(0, 2)).toEqual(['/auth/login', '/auth/refresh']);
    expect(arrivals[1]?.body).toEqual({ refresh_token: 'refresh-of-first' });
    expect(tokensOf(arrivals)).toEqual([null, null, 'Bearer second', 'Bearer second']);
  });

  it('repeats a refresh without a response with the same refresh token, within half a minute', async () => {
    const script = [withRefresh('first'), 'no response', LOST, withRefresh('second'), WALLETS] as const;
    const arrivals = await talk(script, async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await passing(900_000);
      await client.wallets().next();
    });
    const refreshes = arrivals.filter(({ path }) => path === '/auth/refresh');
    expect(refreshes.map(({ body }) => body)).toEqual(Array(3).fill({ refresh_token: 'refresh-of-first' }));
    expect((refreshes.at(-1)?.at ?? 0) - (refreshes[0]?.at ?? 0)).toBeLessThan(25_000);
  });

  it('repeats a request whose token is refused with another token and the same key', async () => {
    const script = [withRefresh('first'), EXPIRED, withRefresh('second'), responses.accepted];
    const arrivals = await talk(script, async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await client.transfer({ from: '1', to: '2', amount: 1n });
    });
    expect(tokensOf(arrivals)).toEqual([null, 'Bearer first', null, 'Bearer second']);
    expect(arrivals[3]?.headers.get('idempotency-key')).toBe(arrivals[1]?.headers.get('idempotency-key'));
  });

  it('ends once when the API has ended it, and the call is refused', async () => {
    await talk([withRefresh('first'), EXPIRED, ended], async (_, make) => {
      let ends = 0;
      const client = make({ onSessionEnded: () => ends++ });
      await client.login(ANN);
      await expect(client.balance('1')).rejects.toMatchObject({ code: 'unauthenticated' });
      expect([ends, client.session]).toEqual([1, undefined]);
    });
  });

  it('is followed by another login if the client has credentials', async () => {
    const script = [withRefresh('first'), WALLETS, EXPIRED, ended, withRefresh('second'), WALLETS];
    const arrivals = await talk(script, async (_, make) => {
      const client = make({ credentials: ANN });
      await client.wallets().next();
      await client.wallets().next();
    });
    expect(routesOf(arrivals).slice(3, 5)).toEqual(['/auth/refresh', '/auth/login']);
  });

  it('is shared by clients with the same store: the second one takes what the first one has got', async () => {
    const arrivals = await talk([withRefresh('first'), withRefresh('second'), WALLETS], async (_, make) => {
      let stored: CurrentSession | undefined;
      let last: Promise<unknown> = Promise.resolve();
      const store: SessionStore = {
        read: () => stored,
        write: (session) => {
          stored = session;
        },
        exclusively: (work) => {
          const done = last.then(work);
          last = done.catch(() => undefined);
          return done;
        },
      };
      const one = make({ store });
      await one.login(ANN);
      const other = make({ store, session: stored });
      await passing(900_000);
      await Promise.all([one.wallets().next(), other.wallets().next()]);
      expect(stored).toMatchObject({ token: 'second' });
    });
    expect(routesOf(arrivals).filter((path) => path === '/auth/refresh')).toHaveLength(1);
    expect(tokensOf(arrivals).slice(2)).toEqual(['Bearer second', 'Bearer second']);
  });

  it('ends by a log-out, after which the client has none, also without a response', async () => {
    const arrivals = await talk([withRefresh('first'), { status: 204 }], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await client.logout({ all: true });
      expect(client.session).toBe(undefined);
      await client.logout();
    });
    expect(arrivals.slice(1)).toMatchObject([{ path: '/auth/logout', body: { all: true } }]);
    await talk([withRefresh('first'), LOST], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await expect(client.logout()).rejects.toMatchObject({ name: 'MibUnreachable' });
      expect(client.session).toBe(undefined);
    });
  });

  it('is another one after a change of the password, which is sent once', async () => {
    const arrivals = await talk([withRefresh('first'), withRefresh('second'), WALLETS], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await client.changePassword({ password: ANN.password, newPassword: 'another one' });
      await client.wallets().next();
    });
    expect(arrivals[1]).toMatchObject({ path: '/auth/password', body: { new_password: 'another one' } });
    expect(tokensOf(arrivals)).toEqual([null, 'Bearer first', 'Bearer second']);
    const lost = await talk([withRefresh('first'), LOST], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      const change = client.changePassword({ password: ANN.password, newPassword: 'another one' });
      await expect(change).rejects.toMatchObject({ name: 'MibUnreachable' });
    });
    expect(lost).toHaveLength(2);
  });
});

describe('a session that may only add a second factor', () => {
  const LIMITED = responses.problem(403, 'add_second_factor');
  const begun = (scope?: 'second_factor'): Reaction => {
    const token = scope ? 'limited' : 'whole';
    const body = { token, expires_in: 900, refresh_token: `${token}-refresh`, refresh_expires_in: 86_400 };
    return { status: 200, body: { ...body, ...(scope && { scope }) } };
  };

  it('goes on with another token once it has added one', async () => {
    const codes = { status: 200, body: { recovery_codes: ['a'] } };
    const script = [begun('second_factor'), codes, begun(), WALLETS];
    const arrivals = await talk(script, async (_, make) => {
      const client = make({});
      await client.login(ANN);
      expect(client.session).toMatchObject({ scope: 'second_factor' });
      expect(await client.secondFactors.add('492039')).toEqual(codes.body);
      expect(client.session).not.toHaveProperty('scope');
      await client.wallets().next();
    });
    expect(routesOf(arrivals).slice(2)).toEqual(['/auth/refresh', '/api/user/wallets']);
    expect(tokensOf(arrivals).at(-1)).toBe('Bearer whole');
  });

  it('gives the recovery codes although no response to its refresh comes', async () => {
    const added = { status: 201, body: { passkey: {}, recovery_codes: ['a'] } };
    await talk([begun('second_factor'), added, LOST], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      const response = { id: 'a', rawId: 'a', type: 'public-key', response: {} };
      expect(await client.secondFactors.addPasskey('Phone', Object(response))).toEqual(added.body);
    });
  });

  it('repeats what was refused once the user has added one elsewhere, and not before', async () => {
    const arrivals = await talk([begun('second_factor'), LIMITED, begun(), WALLETS], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      expect((await client.wallets().next()).done).toBe(true);
    });
    expect(routesOf(arrivals).slice(1)).toEqual(['/api/user/wallets', '/auth/refresh', '/api/user/wallets']);
    const refused = await talk([begun('second_factor'), LIMITED, begun('second_factor'), LIMITED], async (_, make) => {
      const client = make({});
      await client.login(ANN);
      await expect(client.wallets().next()).rejects.toMatchObject({ code: 'add_second_factor' });
    });
    expect(refused).toHaveLength(4);
  });
});
