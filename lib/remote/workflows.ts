import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';

// A start may be lost: the sweeper starts again. It may happen twice: the conditions of the state
// machines allow it.

/** The client of Step Functions. One serves all state machines of a function. */
export function stepFunctions(): SFNClient {
  // The SDK puts `sync-` before the host of StartSyncExecution. An endpoint that is given is the whole
  // address.
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SFN = AWS_ENDPOINT_URL } = process.env;
  return new SFNClient({ disableHostPrefix: AWS_ENDPOINT_URL_SFN !== undefined });
}

/** The transfer of a run. */
export interface TransferRun {
  readonly fromId: string;
  readonly txId: string;
}

/** Starts statemachines/transfer.asl.yaml. */
export class TransferWorkflow {
  readonly #arn: string;
  readonly #client: SFNClient;

  constructor(arn: string, client = stepFunctions()) {
    this.#arn = arn;
    this.#client = client;
  }

  async start(run: TransferRun): Promise<void> {
    await this.#client.send(new StartExecutionCommand(this.#execution(run)));
  }

  /**
   * Starts a run and waits for its end, however it ends. A run whose caller gives up goes on. Unlike
   * a run of `start`, Step Functions does not repeat one that it has lost.
   * @returns false if the signal aborted before the end
   */
  async runToEnd(run: TransferRun, giveUp: AbortSignal): Promise<boolean> {
    try {
      await this.#client.send(new StartSyncExecutionCommand(this.#execution(run)), { abortSignal: giveUp });
      return true;
    } catch (error) {
      if (giveUp.aborted) return false;
      throw error;
    }
  }

  #execution({ fromId, txId }: TransferRun) {
    return { stateMachineArn: this.#arn, name: txId, input: JSON.stringify({ from_id: fromId, tx_id: txId }) };
  }
}

/** Starts statemachines/create-wallet.asl.yaml. */
export class CreateWalletWorkflow {
  readonly #arn: string;
  readonly #client: SFNClient;

  constructor(arn: string, client = stepFunctions()) {
    this.#arn = arn;
    this.#client = client;
  }

  async start(run: { walletId: string }): Promise<void> {
    const input = JSON.stringify({ wallet_id: run.walletId });
    await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#arn, input }));
  }
}

/** Starts statemachines/move-wallets.asl.yaml. */
export class MoveWalletsWorkflow {
  readonly #arn: string;
  readonly #client: SFNClient;

  constructor(arn: string, client = stepFunctions()) {
    this.#arn = arn;
    this.#client = client;
  }

  /** @param run the number of the operation, and the shard whose wallets are to be moved */
  async start(run: { op: number; shard: number }): Promise<void> {
    const input = JSON.stringify(run);
    await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#arn, input }));
  }
}
