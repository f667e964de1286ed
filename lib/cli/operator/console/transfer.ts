import { legsOf } from '../../../domain/legs.ts';
import { isFinal } from '../../../domain/transfer.ts';
import stateMachines from '../../../stack/state-machines.cjs';
import type { SweptTransfer } from '../../../store/journal/unfinished.ts';
import type { Graph, OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import type { ConsoleContext } from './context.ts';
import { graphOf } from './graph.ts';
import { pathOf } from './path.ts';
import { ConsoleProblem } from './problems.ts';
import { readWallets, sidesOf } from './sides.ts';
import { REASON, sweeperView, timelineView, transferView, walletItemView } from './views.ts';
import { waitingFor } from './waiting.ts';

const graphs = new Map<string, Graph>();

/** The graph of a state machine, as this checkout deploys it. */
export function stateMachineGraph(name: string): Graph {
  const graph = graphs.get(name) ?? graphOf(name, stateMachines.definition(name));
  graphs.set(name, graph);
  return graph;
}

/**
 * Finds a transfer by the wallet of any side.
 * @throws ConsoleProblem not_found
 */
export async function findTransfer(
  { unfinished }: Pick<ConsoleContext, 'unfinished'>,
  { wallet_id, TxID }: ReadInputOf<'transfer'>,
): Promise<SweptTransfer> {
  const found = await unfinished.find(wallet_id, TxID);
  if (!found)
    throw new ConsoleProblem(
      'not_found',
      `wallet ${wallet_id} has no transfer ${TxID}. Under a payee one is found while it is not final, and after a commit.`,
    );
  return found;
}

/** One transfer with everything that is known of it. */
export async function transferDetail(
  context: ConsoleContext,
  input: ReadInputOf<'transfer'>,
): Promise<OutputOf<'transfer'>> {
  const { stage, now } = context;
  const swept = await findTransfer(context, input);
  const { transfer } = swept;
  const wallets = await readWallets(
    context,
    legsOf(transfer).map(({ walletId }) => walletId),
  );
  const sides = sidesOf(transfer, wallets);
  const waiting = waitingFor(transfer, sides);
  const named = `${transfer.fromId} ${transfer.txId}`;
  return {
    at: iso(now()),
    transfer: transferView(transfer),
    timeline: timelineView(transfer),
    sides: sides.map((side) => {
      const wallet = wallets.wallet(side.wallet_id);
      const error = wallets.error(side.shard);
      return { ...side, ...(wallet && { item: walletItemView(wallet, now()) }), ...(error !== undefined && { error }) };
    }),
    ...(waiting && { waiting }),
    sweeper: sweeperView(isFinal(transfer.status) ? { ...swept, dueAt: undefined } : swept),
    path: pathOf(transfer, sides, stateMachineGraph('transfer')),
    commands: {
      show: `${stage.command} transfers show ${named}`,
      redrive: `${stage.command} transfers redrive ${named} ${REASON}`,
    },
  };
}
