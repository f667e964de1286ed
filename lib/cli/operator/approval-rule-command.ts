import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { MibError } from '../../domain/errors.ts';
import { isReservedWallet } from '../../domain/treasury.ts';
import { ApprovalRules } from '../../store/approval-rules.ts';
import { documents } from '../../store/documents.ts';
import { removeApprovalRule } from '../../usecases/approval-rule.ts';
import { connect, type OperatorOptions, operatorStores } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { stageSettings } from './stage-settings.ts';
import { sentenceOf } from './told.ts';
import { walletArgument } from './wallet-argument.ts';

/**
 * `wallets remove-approvals`: for a wallet whose approvers are gone.
 * @param options the program's global options
 */
export function approvalRuleCommand(options: () => OperatorOptions): Command {
  const command = new Command('remove-approvals')
    .description('Lets a wallet pay without approvals, if nobody is left who could approve.')
    .argument('<wallet>', 'the id of the wallet', walletArgument());
  // It takes away what protects the wallet from a stolen session of its owner.
  const approval = async (walletId: string) => {
    if (isReservedWallet(walletId)) throw new ConfigurationError([`wallet ${walletId} is of the treasury`]);
    return (await stageSettings(options())).secondPerson;
  };
  return changing(command, { options, approval }, async (walletId: string) => {
    connect(options());
    const env = readEnvironment({ WALLETS_TABLE: required, WALLET_EVENTS_TABLE: required });
    const rules = new ApprovalRules(documents(), env.WALLETS_TABLE, env.WALLET_EVENTS_TABLE);
    const stores = { ...operatorStores(), rules };
    const rule = await removeApprovalRule(stores, walletId, Date.now()).catch((error: unknown) => {
      throw error instanceof MibError ? new ConfigurationError([`wallet ${walletId}: ${sentenceOf(error)}`]) : error;
    });
    const above = rule?.above.toString() ?? null;
    if (options().json) json({ wallet_id: walletId, approval_above: null, before: above });
    else if (above === null) console.log(`wallet ${walletId} needs no approvals`);
    else console.log(`wallet ${walletId} needs no approvals any more: it needed them above ${above}`);
    return above === null ? 'no rule' : `a rule above ${above}`;
  });
}
