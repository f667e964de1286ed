import type { WalletApproval } from '../../../lib/domain/payment-approval.ts';
import { ApprovalRules } from '../../../lib/store/approval-rules.ts';
import { Directory, type DirectoryEntry } from '../../../lib/store/directory.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 27);
const ACT = { by: 'owner', userId: 'ann', now: NOW } as const;

let tables: FreshTables;
let directory: Directory;
let rules: ApprovalRules;
beforeAll(async () => {
  tables = await memoryTables();
  directory = new Directory(tables.documents, tables.wallets);
  rules = new ApprovalRules(tables.documents, tables.wallets, tables.walletEvents);
});
afterAll(() => tables.close());

let wallets = 0;
async function claimed(): Promise<DirectoryEntry> {
  const walletId = String(++wallets);
  const entry = { walletId, owner: 'ann', shard: 0, status: 'ACTIVE', createdAt: new Date(NOW).toISOString() } as const;
  return (await directory.claim(entry, NOW)).entry;
}

function ruleAbove(above: bigint, version: number): WalletApproval {
  return { version, rule: { above, approvers: [{ userId: 'bob', walletId: '7' }] } };
}

describe('the rule of a wallet', () => {
  it('is not written over one that was not read, neither the first one nor a later one', async () => {
    const read = await claimed();
    const first = await rules.write(read, ruleAbove(10n, 1), ACT);
    expect(await rules.write(read, ruleAbove(90n, 1), ACT)).toBeUndefined();
    if (!first) throw new Error('the first rule was not written');
    await rules.write(first, ruleAbove(20n, 2), ACT);
    expect(await rules.write(first, ruleAbove(90n, 2), ACT)).toBeUndefined();
    expect((await directory.get(read.walletId))?.approval).toMatchObject({ version: 2, rule: { above: 20n } });
  });

  it('is not written for a wallet that has another owner since it was read', async () => {
    const read = await claimed();
    await directory.adopt(read.walletId, { from: 'ann', to: 'cyd' });
    expect(await rules.write(read, ruleAbove(10n, 1), ACT)).toBeUndefined();
    expect((await directory.get(read.walletId))?.approval).toBeUndefined();
  });
});
