import type { ApprovalRule } from '../../lib/domain/payment-approval.ts';
import type { ControlsChange } from '../../lib/domain/wallet-controls.ts';
import type { DirectoryEntry } from '../../lib/store/directory.ts';
import { decideRuleChange, setApprovalRule } from '../../lib/usecases/approval-rule.ts';

const NOW = Date.parse('2026-11-27T00:00:00Z');
const RULE: ApprovalRule = { above: 20n, approvers: [{ userId: 'bob', walletId: '2' }] };

/** Ann's wallet, whose change waits for Bob. The function dies after it has written the decision. */
function world(rule: ApprovalRule | undefined) {
  const change = { id: 'change', rule, askedBy: 'ann', askedAt: NOW, expiresAt: NOW + 1_000 };
  let wallet: DirectoryEntry = {
    ...{ walletId: '1', owner: 'ann', shard: 0, status: 'ACTIVE', createdAt: '2026-11-26T00:00:00Z' },
    approval: { rule: RULE, change, version: 2 },
  };
  let above: bigint | null | undefined = RULE.above;
  let dies = true;
  const shown = { walletId: '1', version: 0, balance: 0n, holds: 0, isTreasury: false };
  const read = async (walletId: string) => (walletId === '1' ? wallet : undefined);
  const stores = {
    directory: { get: read, glimpse: read },
    rules: {
      write: async (_: DirectoryEntry, approval: DirectoryEntry['approval']) => {
        wallet = { ...wallet, approval };
        return wallet;
      },
    },
    approvers: { add: async () => {} },
    shards: {
      controls: async () => {
        if (dies) throw new Error('the function died');
        return { ...shown, ...(typeof above === 'bigint' && { approvalAbove: above }) };
      },
      changeControls: async ({ change: { approvalAbove } }: { change: ControlsChange }) => {
        above = approvalAbove;
        return shown;
      },
    },
  };
  const approve = (userId: string) =>
    decideRuleChange(stores, { userId, walletId: '1', changeId: 'change', decision: 'approve' }, NOW);
  return {
    stores,
    approve,
    recover: () => {
      dies = false;
    },
    above: () => above,
  };
}

describe('an approval of a change that ends the rights of the approver', () => {
  it.each([
    ['removes the rule', undefined],
    ['names another approver', { above: 30n, approvers: [{ userId: 'cyd', walletId: '3' }] }],
  ])('is completed by its repetition after its function died: it %s', async (_, rule) => {
    const { approve, recover, above } = world(rule);
    await expect(approve('bob')).rejects.toThrow('the function died');
    recover();
    expect((await approve('bob')).approval?.rule).toEqual(rule);
    expect(above()).toBe(rule?.above ?? null);
  });

  it('shows the approver no rule that came later', async () => {
    const { approve, recover, stores } = world(undefined);
    recover();
    await approve('bob');
    const later = { userId: 'ann', walletId: '1', asked: { above: null, approvers: undefined } };
    await setApprovalRule(stores, later, { now: NOW, changeId: 'later' });
    expect((await approve('bob')).approval?.rule).toBeUndefined();
    await stores.rules.write(await approve('bob'), { rule: { ...RULE, approvers: [] }, version: 9 });
    await expect(approve('bob')).rejects.toMatchObject({ code: 'wallet_not_found' });
  });

  it('is nobody else’s to repeat', async () => {
    const { approve, recover } = world(undefined);
    recover();
    await approve('bob');
    await expect(approve('eve')).rejects.toMatchObject({ code: 'wallet_not_found' });
  });
});

describe('two changes of a rule that cross', () => {
  it('leave the shard with the rule of the directory, also where it has that rule already', async () => {
    let wallet: DirectoryEntry = {
      ...{ walletId: '1', owner: 'ann', shard: 0, status: 'ACTIVE', createdAt: '2026-11-26T00:00:00Z' },
      approval: { rule: RULE, version: 1 },
    };
    let shard = { above: RULE.above, version: 1 };
    let meanwhile: (() => Promise<unknown>) | undefined;
    const read = async (walletId: string) => {
      if (walletId !== '1') return { ...wallet, walletId, owner: 'bob' };
      const seen = wallet;
      // The first change has read its own rule. Its write to the shard is late.
      const crossing = seen.approval?.version === 2 ? meanwhile : undefined;
      if (crossing) meanwhile = undefined;
      await crossing?.();
      return seen;
    };
    const stores = {
      directory: { get: read, glimpse: read },
      rules: {
        write: async (_: DirectoryEntry, approval: DirectoryEntry['approval']) => {
          wallet = { ...wallet, approval };
          return wallet;
        },
      },
      approvers: { add: async () => {} },
      shards: {
        controls: async () => ({ ...SHOWN, version: shard.version, approvalAbove: shard.above }),
        changeControls: async ({ version, change }: { version: number; change: ControlsChange }) => {
          if (version !== shard.version) return 'controls_changed' as const;
          shard = { above: change.approvalAbove ?? shard.above, version: version + 1 };
          return { ...SHOWN, ...shard };
        },
      },
    };
    const set = (above: bigint) =>
      setApprovalRule(
        stores,
        { userId: 'ann', walletId: '1', asked: { above, approvers: undefined } },
        { now: NOW, changeId: 'change' },
      );
    meanwhile = async () => {
      // By the approval of another person it would be the same.
      wallet = { ...wallet, approval: { rule: { ...RULE, above: 10n }, version: 2 } };
      await stores.rules.write(wallet, { rule: RULE, version: 3 });
      await set(RULE.above);
    };
    await set(10n);
    expect(wallet.approval?.rule?.above).toBe(RULE.above);
    expect(shard.above).toBe(RULE.above);
  });
});

describe('a rule whose function died before its shard followed', () => {
  it('is followed by its repetition, which is refused because an approver has left meanwhile', async () => {
    const { stores, recover, above } = world(undefined);
    const read = async (walletId: string) => {
      const wallet = await stores.directory.get('1');
      return walletId === '1' || !wallet ? wallet : { ...wallet, walletId, owner: 'bob' };
    };
    const controls = async (walletId: string) => {
      const shown = { ...SHOWN, walletId, version: 0 };
      if (walletId === '1') return { ...shown, ...(await stores.shards.controls()) };
      return { ...shown, closedAt: NOW };
    };
    const ports = { ...stores, directory: { get: read, glimpse: read }, shards: { ...stores.shards, controls } };
    const asked = { above: 10n, approvers: ['2'] };
    recover();
    const wallet = await read('1');
    if (!wallet) throw new Error('no wallet');
    await stores.rules.write(wallet, { rule: { ...RULE, above: 10n }, version: 3 });
    const again = setApprovalRule(ports, { userId: 'ann', walletId: '1', asked }, { now: NOW, changeId: 'change' });
    await expect(again).rejects.toMatchObject({ code: 'invalid_input' });
    expect(above()).toBe(10n);
  });
});

const SHOWN = { balance: 0n, holds: 0, isTreasury: false, limitsByOperator: false };
