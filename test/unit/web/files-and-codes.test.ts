import { encode } from 'uqr';
import { qrCodeOf, qrPath } from '../../../lib/web/ui/qr-image.ts';
import { CsvFile } from '../../../lib/web/wallet/export/csv-file.ts';

/** The modules that a path fills. */
function filled(path: string, size: number): boolean[][] {
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    modules[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  }
  return modules;
}

describe('A QR code', () => {
  it('is drawn module by module', () => {
    const { data, size } = encode('https://wallet.example/app/pay?to=41&amount=250', { border: 4 });
    expect(filled(qrPath(data), size)).toEqual(data);
  });

  it('has four light modules around it, and holds links up to 2,953 bytes', () => {
    const code = qrCodeOf('a'.repeat(2_953));
    expect(filled(code?.path ?? '', code?.size ?? 0)[4]?.indexOf(true)).toBe(4);
    expect(filled(code?.path ?? '', code?.size ?? 0)[3]).not.toContain(true);
    expect(qrCodeOf('a'.repeat(2_954))).toBeUndefined();
  });
});

describe('The file of an export', () => {
  it('is its parts one after the other, and counts the transfers', async () => {
    const file = new CsvFile();
    expect(file.rows).toBe(0);
    for (const part of ['TxID,note\r\n1,"a, ""b"""\r\n2,é\r\n', '', '3,\r\n']) file.add(part);
    expect(file.rows).toBe(3);
    expect(await file.blob().text()).toBe('TxID,note\r\n1,"a, ""b"""\r\n2,é\r\n3,\r\n');
  });
});
