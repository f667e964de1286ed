import { shardOptions, startOptions } from '../../../lib/local/options.ts';
import { problemsOf } from '../../support/environment/problems-of.ts';
import { WEBHOOK_SECRET } from '../../support/environment/webhook-receiver.ts';

describe('npm start', () => {
  it('has a default for everything', () => {
    expect(startOptions({}, {})).toEqual({
      listen: { host: 'localhost', port: 8080 },
      database: undefined,
      folder: '.mib',
      treasuryPassword: undefined,
      webhookUrl: undefined,
      webhookSecret: undefined,
      cors: { origins: [], localhost: false },
      shards: { ports: [8081, 8082] },
      flush: 'system',
      inspect: undefined,
      verbose: false,
    });
  });

  it('takes the environment before the default, and a flag before the environment', () => {
    const env = { RUN_ADDRESS: ':9001', DATABASE_URI: 'http://a:1' };
    expect(startOptions({}, env)).toMatchObject({ listen: { host: 'localhost', port: 9001 }, database: 'http://a:1' });
    const flags = { address: '0.0.0.0:9002', database: 'http://b:2' };
    expect(startOptions(flags, env)).toMatchObject({ listen: { host: '0.0.0.0', port: 9002 }, database: 'http://b:2' });
  });

  it('treats an empty variable like a missing one', () => {
    const env = { RUN_ADDRESS: '', DATABASE_URI: '', TREASURY_PASSWORD: '', WEBHOOK_URL: '', WEBHOOK_SECRET: '' };
    expect(startOptions({}, env)).toEqual(startOptions({}, {}));
  });

  it('has no data folder with --memory', () => {
    expect(startOptions({ memory: true }, {}).folder).toBeUndefined();
  });

  it('waits for the disk with --fsync, and lets debuggers attach with --inspect', () => {
    expect(startOptions({ fsync: true, inspect: true }, {})).toMatchObject({ flush: 'disk', inspect: 9229 });
    expect(startOptions({ inspect: '9300' }, {}).inspect).toBe(9300);
    expect(problemsOf(() => startOptions({ fsync: true, memory: true, inspect: '0' }, {}))).toEqual([
      '--fsync waits for the disk, --memory stores nothing: leave out one of them',
      expect.stringMatching(/^--inspect: is not a whole number from 1 to /),
    ]);
  });

  it('starts no shards if the environment has their addresses', () => {
    const env = { SHARD_ADDRESS_1: 'b:2', SHARD_ADDRESS_0: 'http://a:1/' };
    expect(startOptions({}, env).shards).toEqual({ addresses: ['http://a:1', 'http://b:2'] });
  });

  it('lists all problems together, each under the name of its flag or variable', () => {
    const flags = { address: 'nonsense', shards: '0', memory: true, data: 'folder' };
    const env = {
      DATABASE_URI: 'ftp://x',
      SHARD_ADDRESS_1: 'b:2',
      TREASURY_PASSWORD: 'short',
      REGISTRATIONS_PER_HOUR: '0',
      PASSWORD_COST: 'abc',
      CORS_ORIGINS: 'https://a.example/',
      SHARD_PORTS: '9001,9001',
      WEBHOOK_URL: 'localhost:9000',
      WEBHOOK_SECRET: 'secret',
    };
    const problems = problemsOf(() => startOptions(flags, env));
    expect(problems.map((problem) => problem.split(/[ :]/)[0])).toEqual([
      '--address',
      'DATABASE_URI',
      '--memory',
      'TREASURY_PASSWORD',
      'REGISTRATIONS_PER_HOUR',
      'PASSWORD_COST',
      'WEBHOOK_URL',
      'WEBHOOK_SECRET',
      'CORS_ORIGINS',
      'SHARD_ADDRESS_0',
      '--shards',
      'SHARD_PORTS',
    ]);
  });

  it.each(['password1', 'treasury 2026'])('refuses %s as the password of the treasury', (password) => {
    const problems = problemsOf(() => startOptions({}, { TREASURY_PASSWORD: password }));
    expect(problems).toEqual([expect.stringMatching(/^TREASURY_PASSWORD: must not/)]);
  });

  it.each(['0', '', '-1', '1.5', 'none'])('refuses a limit of %j requests', (limit) => {
    const env = { WRITES_PER_MINUTE: limit, REGISTRATIONS_PER_HOUR: limit, LOGINS_PER_MINUTE: limit };
    expect(problemsOf(() => startOptions({}, env))).toHaveLength(3);
    expect(problemsOf(() => startOptions({}, { WRITES_PER_MINUTE: '1' }))).toEqual([]);
  });

  it.each(['', 'yes', 'On', '1'])('refuses %j as the answer to whether new payees ask for a code', (setting) => {
    expect(problemsOf(() => startOptions({}, { STEP_UP_NEW_PAYEES: setting }))).toEqual([
      'STEP_UP_NEW_PAYEES: is neither "on" nor "off"',
    ]);
    for (const either of ['on', 'off'])
      expect(problemsOf(() => startOptions({}, { STEP_UP_NEW_PAYEES: either }))).toEqual([]);
  });

  it.each(['abc', '3', '16', '1.5'])('refuses %s as the cost of passwords', (cost) => {
    expect(problemsOf(() => startOptions({}, { PASSWORD_COST: cost }))).toEqual([
      expect.stringMatching(/^PASSWORD_COST: is /),
    ]);
    expect(problemsOf(() => startOptions({}, { PASSWORD_COST: '4' }))).toEqual([]);
  });

  it('lets the pages of CORS_ORIGINS call the API, and with the flag also those of localhost', () => {
    const env = { CORS_ORIGINS: 'https://a.example, http://b.example:3000' };
    expect(startOptions({ corsLocalhost: true }, env).cors).toEqual({
      origins: ['https://a.example', 'http://b.example:3000'],
      localhost: true,
    });
  });

  it('starts a shard on each named port', () => {
    expect(startOptions({ shardPorts: '9001,9003,9002' }, {}).shards).toEqual({ ports: [9001, 9003, 9002] });
    expect(startOptions({ shards: '2' }, { SHARD_PORTS: '9001,9002' }).shards).toEqual({ ports: [9001, 9002] });
  });

  it.each([
    [{ shardPorts: '9001', shards: '2' }, '--shard-ports: names 1 ports for 2 shards'],
    [{ shardPorts: '0' }, '--shard-ports: are not 1 to 16 different ports with commas between, such as 9001,9002'],
    [{ shardPorts: '65536' }, '--shard-ports: are not 1 to 16 different ports with commas between, such as 9001,9002'],
    [{ shardPorts: '9001,' }, '--shard-ports: are not 1 to 16 different ports with commas between, such as 9001,9002'],
    [{ shardPorts: '' }, '--shard-ports: are not 1 to 16 different ports with commas between, such as 9001,9002'],
  ])('refuses the ports of %j', (flags, problem) => {
    expect(problemsOf(() => startOptions(flags, {}))).toEqual([problem]);
  });

  it('sends events to the URL of the flag, or else of the environment', () => {
    const env = { WEBHOOK_URL: 'http://a:1/in', WEBHOOK_SECRET };
    expect(startOptions({}, env)).toMatchObject({ webhookUrl: 'http://a:1/in', webhookSecret: WEBHOOK_SECRET });
    expect(startOptions({ webhook: 'https://b' }, env)).toMatchObject({ webhookUrl: 'https://b' });
  });

  it.each(['nonsense', 'ftp://a', '', 'a:1'])('refuses to send events to %j', (webhook) => {
    expect(problemsOf(() => startOptions({ webhook }, {}))).toEqual(['--webhook: is not a URL of http or https']);
  });

  it('refuses a password in the address of the webhook, which fetch would refuse each time', () => {
    expect(problemsOf(() => startOptions({ webhook: 'http://ann:secret@a' }, {}))).toEqual([
      '--webhook: must have no user and no password in it: the signature says who sends',
    ]);
  });

  const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes).toString('base64')}`;
  it.each([
    ['too short', secretOf(23), 1],
    ['the shortest', secretOf(24), 0],
    ['the longest', secretOf(64), 0],
    ['too long', secretOf(65), 1],
    ['not by its prefix', Buffer.alloc(24).toString('base64'), 1],
    ['not base64', `whsec_${'!'.repeat(40)}`, 1],
  ])('checks the form of the secret of the webhook: %s', (_what, secret, problems) => {
    expect(problemsOf(() => startOptions({}, { WEBHOOK_SECRET: secret }))).toHaveLength(problems);
  });

  it('refuses to start shards beside the addresses of others', () => {
    expect(problemsOf(() => startOptions({ shards: '2' }, { SHARD_ADDRESS_0: 'a:1' }))).toHaveLength(1);
  });

  it.each(['0', '17', '1.5', '-1', 'two', ''])('refuses to start %j shards', (shards) => {
    expect(problemsOf(() => startOptions({ shards }, {}))).toEqual(['--shards: is not a whole number from 1 to 16']);
  });
});

describe('npm run start:shard', () => {
  it('listens on the port that npm start would give the shard', () => {
    expect(shardOptions({ shard: '1', count: '2' }, {})).toMatchObject({
      number: 1,
      count: 2,
      listen: { host: 'localhost', port: 8082 },
      folder: '.mib',
      keys: '.mib/public-keys.json',
    });
  });

  it('has no data folder with --memory, and finds the keys all the same', () => {
    const options = shardOptions({ shard: '0', count: '1', memory: true }, {});
    expect(options).toMatchObject({ folder: undefined, keys: '.mib/public-keys.json' });
  });

  it('requires the number and the count', () => {
    const problems = problemsOf(() => shardOptions({}, {}));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['--count', '--shard']);
  });

  it('refuses a number that is not below the count', () => {
    expect(problemsOf(() => shardOptions({ shard: '2', count: '2' }, {}))).toEqual([
      '--shard: is not a whole number from 0 to 1',
    ]);
  });
});
