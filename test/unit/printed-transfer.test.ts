import { printTransfer } from '../../lib/cli/operator/print.ts';
import type { Transfer } from '../../lib/domain/transfer.ts';

const TRANSFER: Transfer = {
  txId: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  fromId: '41',
  amount: 50n,
  credits: [{ toId: '42', amount: 50n }],
  status: 'PENDING',
  note: 'transaction initiated',
  initiatedAt: '2026-11-23T10:15:30.123Z',
};

/** What an operator reads of a transfer. */
function printed(more: Partial<Transfer>): string {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  printTransfer({ ...TRANSFER, ...more });
  log.mockRestore();
  return lines.join('\n');
}

describe('a transfer that an operator is shown', () => {
  it('says which member of the wallet has paid, or which key of its owner', () => {
    const key = { id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: 'The shop' };
    expect(printed({ paidBy: { userId: 'u7' } })).toContain('paid by    user u7, a member of the wallet');
    expect(printed({ paidBy: { userId: 'u1', key } })).toContain(`paid by    key ${key.id} (The shop) of user u1`);
    expect(printed({})).not.toContain('paid by');
  });

  it('says who asked for a payment that needs an approval', () => {
    expect(printed({ approval: { askedBy: 'u7' } })).toContain('asked by   user u7');
  });
});
