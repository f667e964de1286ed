import { legsOf } from '../../../domain/legs.ts';
import { isFinal, type Transfer } from '../../../domain/transfer.ts';
import stateMachines from '../../../stack/state-machines.cjs';
import type { SweptTransfer } from '../../../store/journal/unfinished.ts';
import type { Graph, OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import type { ConsoleContext } from './context.ts';
import { graphOf } from './graph.ts';
import { pathOf } from './path.ts';
import { ConsoleProblem } from './problems.ts';
import { readWallets, sidesOf } from './sides.ts';
import { iso, sweeperView, timelineView, transferView, walletItemView } from './views.ts';
import { waitingFor } from './waiting.ts';

const graphs = new Map<string, Graph>();

/** The graph of a state machine, as this checkout deploys it. */
export function stateMachineGraph(name: string): Graph {
  const graph = graphs.get(name) ?? graphOf(name, stateMachines.definition(name));
  graphs.set(name, graph);
  return graph;
}

/**
 * Finds a transfer with all its payees, by the wallet of any side: a payee's row has its own share
 * alone.
 * @throws ConsoleProblem not_found
 */
export async function findTransfer(
  { stores, unfinished }: Pick<ConsoleContext, 'stores' | 'unfinished'>,
  { wallet_id, TxID }: ReadInputOf<'transfer'>,
): Promise<SweptTransfer> {
  const own = await unfinished.get({ from_id: wallet_id, tx_id: TxID });
  if (own?.transfer.fromId === wallet_id) return own;
  const seen = own?.transfer ?? (await stores.journal.get(wallet_id, TxID));
  const key = seen ? { from_id: seen.fromId, tx_id: TxID } : await unfinished.keyOf(TxID);
  const found = key && (await unfinished.get(key));
  if (!found || !isOf(wallet_id, found.transfer))
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
  const { shardItems, stage, now } = context;
  const swept = await findTransfer(context, input);
  const { transfer } = swept;
  const wallets = await readWallets(
    shardItems,
    legsOf(transfer).map(({ walletId }) => walletId),
  );
  const sides = sidesOf(transfer, wallets, stage.shards);
  const waiting = waitingFor(transfer, sides);
  const named = `${transfer.fromId} ${transfer.txId}`;
  return {
    at: iso(now()),
    transfer: transferView(transfer),
    timeline: timelineView(transfer),
    sides: sides.map((side) => {
      const wallet = wallets.wallet(side.wallet_id);
      const error = wallets.error(side.shard);
      return { ...side, ...(wallet && { item: walletItemView(wallet) }), ...(error !== undefined && { error }) };
    }),
    ...(waiting && { waiting }),
    sweeper: sweeperView(isFinal(transfer.status) ? { ...swept, dueAt: undefined } : swept),
    path: pathOf(transfer, sides, stateMachineGraph('transfer')),
    commands: {
      show: `${stage.command} transfers show ${named}`,
      redrive: `${stage.command} transfers redrive ${named}`,
    },
  };
}

function isOf(walletId: string, transfer: Transfer): boolean {
  return legsOf(transfer).some((leg) => leg.walletId === walletId);
}
