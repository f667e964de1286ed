import { parseListenAddress, shardAddresses } from '../../lib/config/addresses.ts';
import { ConfigurationError } from '../../lib/config/configuration-error.ts';
import { readEnvironment, required, wholeNumber } from '../../lib/config/environment.ts';
import { passwordCost, passwordSettings, passwordSettingsIfSet } from '../../lib/config/password-settings.ts';
import { problemsOf } from '../support/environment/problems-of.ts';

describe("the shards' addresses", () => {
  it('are sorted by number, in any order of the variables', () => {
    const env = { SHARD_ADDRESS_1: 'http://b', SHARD_ADDRESS_0: 'http://a', SHARD_ADDRESS_2: 'http://c', HOME: '/' };
    expect(shardAddresses(env)).toEqual(['http://a', 'http://b', 'http://c']);
  });

  it('are sorted numerically beyond ten', () => {
    const env = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`SHARD_ADDRESS_${n}`, `http://shard-${n}`]));
    expect(shardAddresses(env)[10]).toBe('http://shard-10');
  });

  it('are empty if none is set', () => {
    expect(shardAddresses({ SHARD_ADDRESS: 'x', SHARD_ADDRESS_: 'y', MY_SHARD_ADDRESS_0: 'z' })).toEqual([]);
  });

  it.each([
    ['localhost:8081', 'http://localhost:8081'],
    ['https://shard.example/stage/', 'https://shard.example/stage'],
    ['HTTP://Shard.Example', 'http://shard.example'],
    ['[::1]:8081', 'http://[::1]:8081'],
    ['127.0.0.1', 'http://127.0.0.1'],
  ])('turn %s into the base URL %s', (address, url) => {
    expect(shardAddresses({ SHARD_ADDRESS_0: address })).toEqual([url]);
  });

  it.each([
    '',
    ' ',
    'http://',
    'host:port',
    'host:99999',
    'http://user:secret@host',
    'http://:secret@host',
    'http://host?x=1',
    'http://host/#part',
    'ftp://host',
    'two words',
  ])('cannot be %j', (address) => {
    expect(problemsOf(() => shardAddresses({ SHARD_ADDRESS_0: address }))).toEqual([
      `SHARD_ADDRESS_0: "${address}" is not an address such as http://host:port`,
    ]);
  });

  it('are refused with all problems together', () => {
    const env = {
      SHARD_ADDRESS_00: 'http://zero',
      SHARD_ADDRESS_1: 'http://a b',
      SHARD_ADDRESS_4: 'http://four',
    };
    expect(problemsOf(() => shardAddresses(env))).toEqual([
      'SHARD_ADDRESS_00: the number has leading zeros',
      'SHARD_ADDRESS_1: "http://a b" is not an address such as http://host:port',
      'SHARD_ADDRESS_0 is missing, but SHARD_ADDRESS_4 is set',
      'SHARD_ADDRESS_2 is missing, but SHARD_ADDRESS_4 is set',
      'SHARD_ADDRESS_3 is missing, but SHARD_ADDRESS_4 is set',
    ]);
  });

  it('are refused fast and in a few lines for a huge number', () => {
    const problems = problemsOf(() => shardAddresses({ SHARD_ADDRESS_999999999: 'http://far' }));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(30);
  });
});

describe('the address to listen on', () => {
  it.each([
    ['localhost:8080', { host: 'localhost', port: 8080 }],
    [':8080', { host: 'localhost', port: 8080 }],
    ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
    ['[::1]:65535', { host: '[::1]', port: 65_535 }],
    [' localhost:8080 ', { host: 'localhost', port: 8080 }],
  ])('is parsed from %j', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '8080',
    'localhost',
    'localhost:',
    'localhost:65536',
    'localhost:-1',
    'localhost:http',
    'http://a:1',
    '::1:80',
  ])('cannot be %j', (text) => {
    expect(problemsOf(() => parseListenAddress(text))).toEqual([
      `"${text}" is not an address to listen on: use host:port, for example localhost:8080`,
    ]);
  });
});

describe('the environment of a function', () => {
  const before = process.env;
  afterEach(() => {
    process.env = before;
  });

  it('is parsed into the declared variables', () => {
    process.env = { TABLE: 'wallets', COUNT: '3', PASSWORD_COST: '4' };
    const env = readEnvironment({ TABLE: required, COUNT: wholeNumber(1), PASSWORD_COST: passwordCost });
    expect(env).toEqual({ TABLE: 'wallets', COUNT: 3, PASSWORD_COST: 4 });
  });

  it('is refused with all problems together, each with its variable', () => {
    process.env = { EMPTY: '', COUNT: '0', NUMBER: '-1', PASSWORD_COST: '16' };
    const shape = {
      MISSING: required,
      EMPTY: required,
      COUNT: wholeNumber(1),
      NUMBER: wholeNumber(0),
      NONE: wholeNumber(0),
      PASSWORD_COST: passwordCost,
    };
    expect(problemsOf(() => readEnvironment(shape))).toEqual([
      'MISSING is not set',
      'EMPTY is empty',
      'COUNT is less than 1',
      'NUMBER is not a whole number',
      'NONE is not set',
      'PASSWORD_COST is more than 15',
    ]);
  });

  it('has a default password cost of 10', () => {
    process.env = {};
    expect(readEnvironment({ PASSWORD_COST: passwordCost })).toEqual({ PASSWORD_COST: 10 });
    expect(passwordCost.safeParse('3').success).toBe(false);
    expect(passwordCost.safeParse('ten').success).toBe(false);
  });

  it('has a default minimum of 8 password characters, and a maximum of 36', () => {
    process.env = {};
    expect(readEnvironment(passwordSettingsIfSet)).toEqual({
      PASSWORD_COST: 10,
      PASSWORD_MIN_LENGTH: 8,
      BREACHED_PASSWORDS_URL: '',
    });
    expect(problemsOf(() => readEnvironment(passwordSettings))).toEqual([
      'PASSWORD_COST is not set',
      'PASSWORD_MIN_LENGTH is not set',
      'BREACHED_PASSWORDS_URL is not set',
    ]);
    process.env = { PASSWORD_COST: '', PASSWORD_MIN_LENGTH: '15', BREACHED_PASSWORDS_URL: 'off' };
    expect(readEnvironment(passwordSettings)).toEqual({
      PASSWORD_COST: 10,
      PASSWORD_MIN_LENGTH: 15,
      BREACHED_PASSWORDS_URL: '',
    });
    for (const [text, problem] of [
      ['7', 'is less than 8'],
      ['37', 'is more than 36'],
      ['many', 'is not a whole number'],
    ] as const) {
      process.env = { PASSWORD_MIN_LENGTH: text };
      expect(problemsOf(() => readEnvironment(passwordSettingsIfSet))).toEqual([`PASSWORD_MIN_LENGTH ${problem}`]);
    }
  });

  it('asks a service of breached passwords over https, or on this machine', () => {
    const reading = (BREACHED_PASSWORDS_URL: string) => {
      process.env = { BREACHED_PASSWORDS_URL };
      return readEnvironment(passwordSettingsIfSet).BREACHED_PASSWORDS_URL;
    };
    expect(reading('')).toBe('');
    expect(reading('https://api.pwnedpasswords.com/')).toBe('https://api.pwnedpasswords.com');
    expect(reading('http://127.0.0.1:8090')).toBe('http://127.0.0.1:8090');
    for (const text of [
      'http://api.pwnedpasswords.com',
      'on',
      'https://a:b@pwned.example',
      'https://pwned.example?x=1',
    ])
      expect(problemsOf(() => reading(text))).toEqual([
        'BREACHED_PASSWORDS_URL is neither "off" nor an address such as https://api.pwnedpasswords.com',
      ]);
  });

  it('has a message of one line', () => {
    expect(new ConfigurationError(['A is not set', 'B is empty']).message).toBe(
      'configuration: A is not set; B is empty',
    );
  });
});
