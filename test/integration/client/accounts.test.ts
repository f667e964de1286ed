import { type Arrival, answers, type Reaction, talk } from './scripted-api.ts';

const ANN = { login: 'ann', password: 'a password of ann' };
const LOST = new TypeError('fetch failed');
const TAKEN = answers.problem(409, 'login_taken');
const WALLETS: Reaction = { status: 200, body: [] };
const EXPIRED = answers.problem(401, 'unauthenticated');
const routesOf = (arrivals: readonly Arrival[]) => arrivals.map(({ path }) => path.split('?')[0]);
const tokensOf = (arrivals: readonly Arrival[]) => arrivals.map(({ headers }) => headers.get('authorization'));

describe('registering', () => {
  it('goes on as the user, with no key', async () => {
    const arrivals = await talk([answers.session('of-ann'), WALLETS], async (_, make) => {
      const client = make({});
      expect(await client.register(ANN)).toEqual(answers.session('of-ann').body);
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
  ])('logs in if the answer was %s and the login is taken then: it was this client that took it', async (_, lost) => {
    const arrivals = await talk([lost, TAKEN, answers.session('of-ann')], async (client) => {
      expect(await client.register(ANN)).toMatchObject({ token: 'of-ann' });
    });
    expect(routesOf(arrivals)).toEqual(['/auth/register', '/auth/register', '/auth/login']);
  });

  it('says that the login is taken if the password is another one', async () => {
    await talk([LOST, TAKEN, answers.problem(401, 'wrong_credentials')], async (client) => {
      await expect(client.register(ANN)).rejects.toMatchObject({ code: 'login_taken' });
    });
  });

  it('tries no password where the login was taken from the start', async () => {
    const arrivals = await talk([TAKEN], async (client) => {
      await expect(client.register(ANN)).rejects.toMatchObject({ code: 'login_taken' });
    });
    expect(routesOf(arrivals)).toEqual(['/auth/register']);
  });
});

describe('logging in', () => {
  it('is repeated if the answer was lost', async () => {
    const arrivals = await talk([LOST, answers.session()], async (client) => {
      await client.login(ANN);
    });
    expect(arrivals).toHaveLength(2);
  });

  it('is not repeated when it is too often: a person wants to know', async () => {
    const wait = answers.problem(429, 'too_many_attempts', {}, { 'retry-after': '2' });
    const arrivals = await talk([wait], async (client) => {
      await expect(client.login(ANN)).rejects.toMatchObject({ code: 'too_many_attempts', retryAfter: 2 });
    });
    expect(arrivals).toHaveLength(1);
  });
});

describe('a client with credentials', () => {
  it('logs in once for all requests that need it, and again before the token expires', async () => {
    const arrivals = await talk(
      [answers.session('first'), WALLETS, WALLETS, WALLETS, answers.session('second'), WALLETS],
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

  it('logs in again when its token is refused, and sends the same once more', async () => {
    const script = [answers.session('first'), EXPIRED, answers.session('second'), answers.accepted];
    const arrivals = await talk(script, async (_, make) => {
      await make({ credentials: ANN }).transfer({ from: '1', to: '2', amount: '5' });
    });
    const [, refused, , accepted] = arrivals;
    expect(tokensOf(arrivals)).toEqual([null, 'Bearer first', null, 'Bearer second']);
    expect(accepted?.headers.get('idempotency-key')).toBe(refused?.headers.get('idempotency-key'));
  });

  it('does so once: a second refusal is thrown', async () => {
    const arrivals = await talk([answers.session(), EXPIRED, answers.session('b'), EXPIRED], async (_, make) => {
      await expect(make({ credentials: ANN }).balance('1')).rejects.toMatchObject({ code: 'unauthenticated' });
    });
    expect(arrivals).toHaveLength(4);
  });
});

it('a client without credentials keeps no password: an expired token is thrown', async () => {
  const arrivals = await talk([answers.session(), EXPIRED], async (client) => {
    await client.login(ANN);
    await expect(client.balance('1')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });
  expect(routesOf(arrivals)).toEqual(['/auth/login', '/api/user/balance/1']);
});

/** Resolves after so many ms of virtual time. */
function passing(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
