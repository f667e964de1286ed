import { banner, growthLine } from '../../lib/local/banner.ts';
import { addressAfterLogin } from '../../lib/web/wallet/addresses.ts';
import { readRequest } from '../../lib/web/wallet/request-link.ts';
import { idInAddress } from '../../lib/web/wallet/wallets/propose.ts';

const STACK = {
  url: 'http://localhost:8080',
  shardUrls: ['http://127.0.0.1:8081'],
  endpoints: {},
  treasury: { login: 'treasury', password: 'a printed password', walletId: '0' },
};
const shown = (folder?: string) => banner(STACK, { folder, seconds: 2.5 }, (from) => from).split('\n');
const addresses = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith('http')).map((line) => new URL(line));

describe('What npm start prints', () => {
  it('has the wallet and the control room first, then the rest, then lines to copy', () => {
    const lines = shown('.mib').map((line) => line.trim().replaceAll(/ +/g, ' '));
    expect(lines.slice(3, 6)).toEqual([
      'wallet http://localhost:8080/app',
      'control room npm run operator -- console',
      '',
    ]);
    expect(lines).toContain('faucet login treasury, password a printed password, wallet 0');
    const copied = lines.filter((line) => /^(TOKEN=\$\()?curl /.test(line));
    expect(copied).toHaveLength(3);
    expect(lines.indexOf(copied[0] ?? '')).toBeGreaterThan(lines.indexOf(addresses(lines)[1]?.href ?? ''));
  });

  it('leads from a registration to a new wallet, and from there to a payment into the same wallet', () => {
    const [register, pay] = addresses(shown('.mib'));
    expect(register?.pathname).toBe('/app/register');
    const next = new URL(addressAfterLogin(register?.searchParams.get('next') ?? '', STACK.url), STACK.url);
    expect(next.pathname).toBe('/app/wallets/new');
    const id = idInAddress(next.searchParams.get('id') ?? undefined);
    expect(pay?.pathname).toBe('/app/pay');
    expect(readRequest(pay?.search ?? '')).toEqual({ filled: { to: id, amount: '10000' }, broken: {} });
  });

  it('names the folder of the stack to the control room, which cannot find one without a folder', () => {
    const room = (folder?: string) => shown(folder).find((line) => line.includes('control room'));
    expect(room('/tmp/a b')).toContain("console --data '/tmp/a b'");
    expect(room(undefined)).toContain('needs a data folder');
  });
});

describe('The number that an address proposes for a wallet', () => {
  it('is a number of a wallet, or none', () => {
    expect(['41', undefined, '', 'x', '4 1'].map(idInAddress)).toEqual([
      '41',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('With more shards than the wallets are on', () => {
  const line = (walletsOn: number, folder?: string) =>
    growthLine({ shardUrls: ['a', 'b', 'c'], walletsOn }, { folder });

  it('npm start says what to run, with the folder of the stack', () => {
    expect(line(2)).toBe('3 shards run, and the wallets are on 2: npm run operator -- shards grow --to 3 --reason …');
    expect(line(2, '/tmp/mine')).toContain('shards grow --to 3 --reason … --data /tmp/mine');
    expect(line(3)).toBeUndefined();
  });
});
