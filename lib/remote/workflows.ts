import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

// A start may be lost or done twice: the sweeper and the state machines' own conditions see to both.

/** Starts statemachines/transfer.asl.yaml. */
export class TransferWorkflow {
  readonly #arn: string;
  readonly #client = new SFNClient({});

  constructor(arn: string) {
    this.#arn = arn;
  }

  async start(run: { fromId: string; txId: string }): Promise<void> {
    const input = JSON.stringify({ from_id: run.fromId, tx_id: run.txId });
    await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#arn, name: run.txId, input }));
  }
}

/** Starts statemachines/create-wallet.asl.yaml. */
export class CreateWalletWorkflow {
  readonly #arn: string;
  readonly #client = new SFNClient({});

  constructor(arn: string) {
    this.#arn = arn;
  }

  async start(run: { walletId: string }): Promise<void> {
    const input = JSON.stringify({ wallet_id: run.walletId });
    await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#arn, input }));
  }
}
