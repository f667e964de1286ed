import { invalidInput, MibError } from '../domain/errors.ts';
import {
  APPROVAL_WAIT_MS,
  type ApprovalRule,
  type Approver,
  decidesFor,
  isOpen,
  isSameRule,
  mayApprove,
  type RuleChange,
  type RuleDecision,
  takesProtection,
  type WalletApproval,
} from '../domain/payment-approval.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { memberOf } from '../domain/wallet-member.ts';
import { logger } from '../observability/logger.ts';
import type { ShownControls } from '../remote/shards.ts';
import type { ApprovalRules, Approvers } from '../store/approval-rules.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';
import { changedByShard, fromShard } from './from-shard.ts';
import { ownWallet } from './owned-wallet.ts';
import type { ControlShards } from './wallet-controls.ts';

interface Stores {
  readonly directory: Pick<Directory, 'get' | 'glimpse'>;
  readonly rules: Pick<ApprovalRules, 'write'>;
  readonly approvers: Pick<Approvers, 'add'>;
  readonly shards: Pick<ControlShards, 'controls' | 'changeControls'>;
}

/** What its owner asks of a rule. What is undefined stays. */
export interface AskedRule {
  /** Null removes the rule. */
  readonly above: bigint | null | undefined;
  /** Named by wallets of theirs. */
  readonly approvers: readonly string[] | undefined;
}

/** Each failed attempt is another change of the same wallet that succeeded meanwhile. */
const ATTEMPTS = 10;

/**
 * The wallet, for its owner and its approvers.
 * @throws MibError wallet_not_found for a missing wallet and for a stranger, who cannot tell them apart;
 *   member_scope if it is shared with a user who is no approver
 */
export async function decidedWallet(
  directory: Pick<Directory, 'get'>,
  userId: string,
  walletId: string,
): Promise<DirectoryEntry> {
  const wallet = WalletId.safeParse(walletId).success ? await directory.get(walletId) : undefined;
  if (!wallet || !(decidesFor(userId, wallet) || memberOf(wallet, userId))) throw new MibError('wallet_not_found');
  if (!decidesFor(userId, wallet)) throw new MibError('member_scope');
  return wallet;
}

/**
 * Sets the rule of a user's wallet. What takes protection away waits for an approver instead, and
 * replaces another change that waits. Repeating the request has no further effect.
 * @param fresh `now`: ms since 1970; `changeId`: a ULID of `now`
 * @returns the wallet afterwards
 * @throws MibError wallet_not_found, invalid_input, wallet_closed, unavailable
 */
export async function setApprovalRule(
  stores: Stores,
  { userId, walletId, asked }: { userId: string; walletId: string; asked: AskedRule },
  fresh: { now: number; changeId: string },
): Promise<DirectoryEntry> {
  const { approval } = await ownWallet(stores.directory, userId, walletId);
  // An approver may have left since the same request wrote the rule, and died: its shard follows it all the same.
  const refused = async (problem: unknown) => {
    if (approval) await followRule(stores, walletId, fresh.now);
    throw problem;
  };
  const named = asked.approvers && (await approversOf(stores, userId, asked.approvers, fresh.now).catch(refused));
  // A wallet that its shard has not created yet could not get the rule.
  await shownControls(stores.shards, walletId, fresh.now);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = await ownWallet(stores.directory, userId, walletId);
    const rule = ruleFor(read.approval?.rule, asked.above, named);
    const next = ruleAfter(read.approval, rule, { askedBy: userId, ...fresh });
    if (rule) await stores.approvers.add(walletId, [userId, ...rule.approvers.map((one) => one.userId)]);
    const isChanged = next !== undefined && next !== read.approval;
    const act = { by: 'owner', userId, now: fresh.now } as const;
    const written = isChanged ? await stores.rules.write(read, next, act) : read;
    if (!written) continue;
    if (isChanged) logChange(walletId, userId, next);
    await followRule(stores, walletId, fresh.now);
    return written;
  }
  throw new MibError('unavailable');
}

/** @throws MibError invalid_input if a first rule lacks a part */
function ruleFor(
  present: ApprovalRule | undefined,
  above: bigint | null | undefined,
  approvers: readonly Approver[] | undefined,
): ApprovalRule | undefined {
  if (above === null) return undefined;
  const next = { above: above ?? present?.above, approvers: approvers ?? present?.approvers };
  if (next.above === undefined && next.approvers === undefined) return undefined;
  if (next.above === undefined)
    throw invalidInput([{ field: 'approval_above', message: 'is required for a first rule' }]);
  if (!next.approvers) throw invalidInput([{ field: 'approvers', message: 'is required for a first rule' }]);
  return { above: next.above, approvers: next.approvers };
}

/** The rule in force, or the same with a change that waits. The same object if nothing changes. */
function ruleAfter(
  before: WalletApproval | undefined,
  rule: ApprovalRule | undefined,
  { now, changeId, askedBy }: { now: number; changeId: string; askedBy: string },
): WalletApproval | undefined {
  const { version = 0, rule: present, change, decided } = before ?? {};
  const waiting = change && isOpen(change, now) ? change : undefined;
  if (takesProtection(present, rule)) {
    if (before && waiting && isSameRule(waiting.rule, rule)) return before;
    const asked: RuleChange = { id: changeId, rule, askedBy, askedAt: now, expiresAt: now + APPROVAL_WAIT_MS };
    return { rule: present, change: asked, decided, version: version + 1 };
  }
  if (!waiting && isSameRule(present, rule)) return before;
  return { rule, decided, version: version + 1 };
}

/**
 * Decides a change that waits. The first decision stays, and repeating it has no further effect. Whoever
 * has asked for the change may take it back, and not approve it.
 * @returns the wallet afterwards
 * @throws MibError wallet_not_found, change_not_found, own_request, already_approved, already_rejected,
 *   approval_expired, unavailable
 */
export async function decideRuleChange(
  stores: Stores,
  {
    userId,
    walletId,
    changeId,
    decision,
  }: { userId: string; walletId: string; changeId: string; decision: RuleDecision },
  now: number,
): Promise<DirectoryEntry> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = await walletOfChange(stores.directory, { userId, walletId, changeId });
    const { rule, change, decided, version = 0 } = read.approval ?? {};
    if (decided?.id === changeId) {
      if (decided.decision !== decision)
        throw new MibError(decided.decision === 'approve' ? 'already_approved' : 'already_rejected');
      await followRule(stores, walletId, now);
      return read;
    }
    if (change?.id !== changeId) throw new MibError('change_not_found');
    if (!isOpen(change, now)) throw new MibError('approval_expired');
    if (decision === 'approve' && !mayApprove(userId, read, change.askedBy)) throw new MibError('own_request');
    const next = {
      rule: decision === 'approve' ? change.rule : rule,
      decided: { id: changeId, decision, by: userId, at: now, version: version + 1 },
      version: version + 1,
    };
    if (next.rule)
      await stores.approvers.add(
        walletId,
        next.rule.approvers.map((one) => one.userId),
      );
    const by = userId === read.owner ? 'owner' : 'approver';
    const written = await stores.rules.write(read, next, { by, userId, now });
    if (!written) continue;
    logChange(walletId, userId, next);
    await followRule(stores, walletId, now);
    return written;
  }
  throw new MibError('unavailable');
}

/**
 * The wallet, for whoever may decide about it, and for whoever has decided the change: the change may have
 * taken that right away, and a request whose response was lost is repeated. Any change after it has made the
 * shard follow by itself.
 */
async function walletOfChange(
  directory: Pick<Directory, 'get'>,
  { userId, walletId, changeId }: { userId: string; walletId: string; changeId: string },
): Promise<DirectoryEntry> {
  const wallet = WalletId.safeParse(walletId).success ? await directory.get(walletId) : undefined;
  const { decided, version } = wallet?.approval ?? {};
  const isLast = decided?.id === changeId && decided.by === userId && decided.version === version;
  return wallet && isLast ? wallet : decidedWallet(directory, userId, walletId);
}

/**
 * Removes the rule of a wallet without its approvers: an operator's act. It may be repeated.
 * @param now ms since 1970
 * @returns the rule that it had; undefined if it had none
 * @throws MibError wallet_not_found, wallet_closed, unavailable
 */
export async function removeApprovalRule(
  stores: Pick<Stores, 'directory' | 'rules' | 'shards'>,
  walletId: string,
  now: number,
): Promise<ApprovalRule | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = await stores.directory.get(walletId);
    if (!read) throw new MibError('wallet_not_found');
    const { rule, decided, version = 0 } = read.approval ?? {};
    const act = { by: 'operator', userId: undefined, now } as const;
    const isRemoved = rule === undefined || (await stores.rules.write(read, { decided, version: version + 1 }, act));
    if (!isRemoved) continue;
    await followRule(stores, walletId, now);
    return rule;
  }
  throw new MibError('unavailable');
}

/**
 * Makes the shard follow the rule of the directory. The rule is read after the version of the controls,
 * and the write is for that version: so the last rule wins, however requests cross. It is written also where
 * the shard has it already: a request that has read an earlier rule is then for a version that is gone.
 */
async function followRule(
  { directory, shards }: Pick<Stores, 'directory' | 'shards'>,
  walletId: string,
  now: number,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const shown = await shownControls(shards, walletId, now);
    const above = (await directory.get(walletId))?.approval?.rule?.above;
    const request = {
      walletId,
      by: 'owner',
      version: shown.version,
      change: { approvalAbove: above ?? null },
    } as const;
    const changed = await changedByShard(shards.changeControls(request, now));
    if (typeof changed === 'object') return;
    if (changed === 'wallet_closed') throw new MibError(changed);
  }
  throw new MibError('unavailable');
}

async function shownControls(shards: Stores['shards'], walletId: string, now: number): Promise<ShownControls> {
  const shown = await fromShard(shards.controls(walletId, now));
  if (!shown) throw new MibError('unavailable');
  if (shown.closedAt !== undefined) throw new MibError('wallet_closed');
  return shown;
}

/**
 * A closed wallet names nobody: its user may have deleted their account.
 * @throws MibError invalid_input if one is no open wallet, or the owner's own, or of a user who is named
 *   twice; unavailable
 */
async function approversOf(
  { directory, shards }: Pick<Stores, 'directory' | 'shards'>,
  owner: string,
  approvers: readonly string[],
  now: number,
): Promise<Approver[]> {
  const found = await Promise.all(
    approvers.map(async (walletId) => {
      const userId = (await directory.get(walletId))?.owner;
      const isClosed =
        userId !== undefined && (await fromShard(shards.controls(walletId, now)))?.closedAt !== undefined;
      return { walletId, userId: isClosed ? undefined : userId };
    }),
  );
  const seen = new Set<string>();
  const named: Approver[] = [];
  const problems = found.flatMap(({ walletId, userId }, n) => {
    const field = `approvers[${n}]`;
    if (userId === undefined) return [{ field, message: 'must be an open wallet of a user' }];
    if (userId === owner) return [{ field, message: 'must be the wallet of another user' }];
    if (seen.has(userId)) return [{ field, message: 'must be of a user who is not named yet' }];
    seen.add(userId);
    named.push({ userId, walletId });
    return [];
  });
  if (problems.length > 0) throw invalidInput(problems);
  return named;
}

function logChange(walletId: string, userId: string, { rule, change, decided, version }: WalletApproval): void {
  logger.info('approval rule changed', {
    wallet_id: walletId,
    by: userId,
    version,
    approval_above: rule?.above.toString() ?? null,
    approvers: rule?.approvers.map((one) => one.userId) ?? [],
    ...(change && { waits: { change_id: change.id, approval_above: change.rule?.above.toString() ?? null } }),
    ...(decided && { decided: { change_id: decided.id, decision: decided.decision } }),
  });
}
