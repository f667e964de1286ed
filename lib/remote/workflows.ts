import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

// A start may be lost: the sweeper starts again. It may happen twice: the conditions of the state
// machines allow it.

/** The client of Step Functions. One serves all state machines of a function. */
export function stepFunctions(): SFNClient {
  return new SFNClient({});
}

/** Starts statemachines/transfer.asl.yaml. */
export class TransferWorkflow {
  readonly #arn: string;
  readonly #client: SFNClient;

  constructor(arn: string, client = stepFunctions()) {
    this.#arn = arn;
    this.#client = client;
  }

  async start(run: { fromId: string; txId: string }): Promise<void> {
    const input = JSON.stringify({ from_id: run.fromId, tx_id: run.txId });
    await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#arn, name: run.txId, input }));
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
