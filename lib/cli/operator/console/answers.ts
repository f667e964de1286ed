import { ConfigurationError } from '../../../config/configuration-error.ts';
import { TREASURY } from '../../../domain/treasury.ts';
import { ROUTES } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import { type Act, logged } from '../log/logging.ts';
import { runAct } from './acts.ts';
import type { Commands } from './commands.ts';
import type { ConsoleContext } from './context.ts';
import { drill, receivingWallet } from './drill.ts';
import { faultAnswers } from './faults.ts';
import { findByTxId } from './find.ts';
import { keysView, takeKeyStep } from './keys.ts';
import { newestApprovals, treasuryLimits, userDetail } from './looks-by-command.ts';
import { operatorLog } from './operator-log.ts';
import { pendingTransfers } from './pending.ts';
import { ConsoleProblem } from './problems.ts';
import { redrive } from './redrive.ts';
import { headProof, newestRoots, rootDetail, walletHead } from './roots.ts';
import { type Answer, answer } from './route.ts';
import { stateMachineGraph, transferDetail } from './transfer.ts';
import { walletDetail } from './wallet.ts';
import { close, freeze } from './wallet-controls.ts';

/** The commands that take these steps. */
const COMMAND_OF_STEP = {
  publish: 'keys create',
  add: 'keys rotate',
  promote: 'keys rotate',
  retire: 'keys retire',
} as const;

/**
 * The answers to all routes of the contract.
 * @param commands those of the same stage
 */
export function answersOf(context: ConsoleContext, commands: Commands): Answer[] {
  const { stage, state, jobs, audits, looks, measurements, keys, switchboard, now } = context;
  const log = <T>(act: Act, run: () => Promise<T>) =>
    logged(context.logging, act, run).catch((error: unknown) => {
      if (error instanceof ConfigurationError) throw new ConsoleProblem('not_now', error.problems.join('; '));
      throw error;
    });
  return [
    answer(ROUTES.stage, () => stage),
    answer(ROUTES.overview, () => state.overview()),
    answer(ROUTES.series, ({ minutes }) => measurements.series(minutes)),
    answer(ROUTES.pending, (input) => pendingTransfers(context, input)),
    answer(ROUTES.redrive, (input) => redrive(context, input)),
    answer(ROUTES.job, ({ id }) => jobs.get(id)),
    answer(ROUTES.transfer, (input) => transferDetail(context, input)),
    answer(ROUTES.find, ({ TxID }) => findByTxId(context, TxID)),
    answer(ROUTES.graph, ({ name }) => stateMachineGraph(name)),
    answer(ROUTES.wallet, (input) => walletDetail(context, input)),
    answer(ROUTES.freeze, (input) => {
      const { wallet_id: wallet, frozen, reason } = input;
      const act = frozen === null ? 'wallets unfreeze' : 'wallets freeze';
      const what = { wallet, ...(frozen !== null && { what: frozen }) };
      return log({ command: act, arguments: what, reason }, () => freeze(context, input));
    }),
    answer(ROUTES.close, (input) => {
      const { wallet_id: wallet, reason } = input;
      return log({ command: 'wallets close', arguments: { wallet }, reason }, () => close(context, input));
    }),
    answer(ROUTES.operatorLog, (input) => operatorLog(context, input)),
    answer(ROUTES.head, (input) => walletHead(context, input)),
    answer(ROUTES.roots, (input) => newestRoots(context, input)),
    answer(ROUTES.root, (input) => rootDetail(context, input)),
    answer(ROUTES.headProof, (input) => headProof(context, input)),
    answer(ROUTES.shards, async () => ({ at: iso(now()), shards: await looks.look() })),
    answer(ROUTES.keys, () => keysView(keys)),
    answer(ROUTES.keyStep, (input) => {
      const { set, step, force, reason } = input;
      const what = { set, step, ...(force && { force: 'true' }) };
      return log({ command: COMMAND_OF_STEP[step], arguments: what, reason }, () => takeKeyStep(keys, input));
    }),
    answer(ROUTES.audits, () => ({
      ...(audits.running && { job: audits.running }),
      ...(audits.last && { last: audits.last }),
      ...(audits.error && { error: audits.error }),
      command: `${stage.command} audit`,
    })),
    answer(ROUTES.runAudit, ({ settle, reason }) => {
      const act = { command: 'audit', arguments: {}, reason };
      return settle ? audits.run(settle, (work) => log(act, work)) : audits.run(settle);
    }),
    answer(ROUTES.act, (input) => runAct(commands, input)),
    answer(ROUTES.user, (input) => userDetail(context, commands, input)),
    answer(ROUTES.treasury, () => treasuryLimits(context, commands)),
    answer(ROUTES.approvals, () => newestApprovals(context, commands)),
    answer(ROUTES.alarms, () => state.alarms()),
    // The shard of this wallet may be the next thing that is stopped.
    ...faultAnswers(switchboard, () => receivingWallet(context)),
    answer(ROUTES.drill, ({ count }) => {
      const what = { wallet: TREASURY.walletId, count: String(count) };
      return log({ command: 'drill', arguments: what, reason: 'a drill' }, () => drill(context, count));
    }),
  ];
}
