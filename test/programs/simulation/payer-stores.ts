import { ApprovalRules, Approvers } from '../../../lib/store/approval-rules.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Captures } from '../../../lib/store/journal/captures.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Spending } from '../../../lib/store/spending.ts';
import { WalletMembers } from '../../../lib/store/wallet-members.ts';
import type { Execute } from '../../support/memory-dynamodb/client.ts';
import type { Random } from '../../support/random.ts';
import { dyingDocuments } from './dying-documents.ts';
import type { System } from './system.ts';

interface Environment {
  readonly system: System;
  readonly execute: Execute;
  readonly random: Random;
  /** Whether something of this probability happens, while there are faults. */
  readonly happens: (probability: number) => boolean;
}

/** The stores of payers. */
export type PayerStores = ReturnType<typeof payerStores>;

/**
 * The stores of one request, whose function may die at any operation.
 * @param waitsMs how long an approval of its payment may take, instead of seven days
 */
export function payerStores({ system, execute, random, happens }: Environment, waitsMs?: number) {
  const waiting: Execute = (operation, input) => {
    const { approval_by, ...item } = input.Item ?? {};
    const expires_at = { S: new Date(Date.now() + (waitsMs ?? 0)).toISOString() };
    const isWaiting = waitsMs !== undefined && approval_by !== undefined;
    return execute(operation, isWaiting ? { ...input, Item: { ...item, approval_by, expires_at } } : input);
  };
  const documents = dyingDocuments({ execute: waiting, random, happens });
  return {
    directory: new Directory(documents, system.directory),
    idempotencyKeys: new IdempotencyKeys(documents, system.idempotencyKeys),
    journal: new Journal(documents, system.journal),
    captures: new Captures(documents, system.journal),
    spending: new Spending(documents, system.spending),
    rules: new ApprovalRules(documents, system.directory, system.walletEvents),
    approvers: new Approvers(documents, system.approvers),
    members: new WalletMembers(documents, system.directory, system.walletEvents),
  };
}
