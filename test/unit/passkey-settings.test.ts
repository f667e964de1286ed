import { readEnvironment } from '../../lib/config/environment.ts';
import { passkeySettings, relyingParty } from '../../lib/config/passkey-settings.ts';
import { problemsOf } from '../support/environment/problems-of.ts';

const reading = (PASSKEY_ORIGINS: string) => {
  process.env = { PASSKEY_ORIGINS };
  return readEnvironment(passkeySettings).PASSKEY_ORIGINS;
};

describe('where passkeys are valid', () => {
  it('is the address of the API by default, over https', () => {
    const { id, allows } = relyingParty(reading(''), 'a1.execute-api.eu-central-1.amazonaws.com');
    expect(id).toBe('a1.execute-api.eu-central-1.amazonaws.com');
    expect(allows('https://a1.execute-api.eu-central-1.amazonaws.com')).toBe(true);
    for (const origin of [
      'http://a1.execute-api.eu-central-1.amazonaws.com',
      'https://b2.execute-api.eu-central-1.amazonaws.com',
      'http://localhost:8080',
      'null',
    ])
      expect(allows(origin)).toBe(false);
  });

  it('is localhost on this machine, at any port', () => {
    const { id, allows } = relyingParty([], 'localhost');
    expect(id).toBe('localhost');
    expect(['http://localhost', 'http://localhost:8080', 'https://localhost'].map(allows)).toEqual([true, true, true]);
    expect(['http://localhost.evil.example', 'http://evil.example#localhost'].map(allows)).toEqual([false, false]);
  });

  it('is the shortest of the hosts that are set, which has all others in it', () => {
    const { id, allows } = relyingParty(reading('https://app.pay.example, https://pay.example:8443'), 'a1.example');
    expect(id).toBe('pay.example');
    expect(['https://app.pay.example', 'https://pay.example:8443'].map(allows)).toEqual([true, true]);
    expect(['https://pay.example', 'https://x.pay.example', 'https://a1.example'].map(allows)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['http://pay.example', 'has "http://pay.example", which is not an origin such as https://pay.example'],
    ['https://pay.example/', 'has "https://pay.example/", which is not an origin such as https://pay.example'],
    ['pay', 'has "pay", which is not an origin such as https://pay.example'],
    ['https://127.0.0.1', 'has "https://127.0.0.1", which is not an origin such as https://pay.example'],
    ['https://pay.example,https://evilpay.example', 'has evilpay.example, which is not in the domain pay.example'],
  ])('cannot be %s', (text, problem) => {
    expect(problemsOf(() => reading(text))).toEqual([`PASSKEY_ORIGINS ${problem}`]);
  });
});
