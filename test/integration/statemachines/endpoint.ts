import * as z from 'zod';
import { awsJsonServer, type Operation, ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const START = 'AWSStepFunctions.StartExecution';
const Start = z.object({ stateMachineArn: z.string(), input: z.string() });
type Start = z.infer<typeof Start>;

/**
 * Systems Manager and Step Functions for the functions' clients. Starts can fail, or be lost after
 * a good response.
 */
export class Endpoint {
  /** The parsed inputs of all executions that were to start. */
  readonly asked: unknown[] = [];
  /** Decides the fault of a start. */
  onStart: (start: Start) => 'goes on' | 'fails' | 'is lost' = () => 'goes on';
  readonly #server: ReturnType<typeof awsJsonServer>;

  constructor(operations: Readonly<Record<string, Operation>>) {
    this.#server = awsJsonServer({
      ...operations,
      [START]: (input) => this.#start(Start.parse(input), operations[START]),
    });
  }

  /**
   * Starts to listen.
   * @returns its address
   */
  listen(): Promise<string> {
    return listenOnFreePort(this.#server);
  }

  /** Ends all faults. */
  heal(): void {
    this.onStart = () => 'goes on';
    this.asked.length = 0;
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  #start(start: Start, run: Operation | undefined): unknown {
    this.asked.push(JSON.parse(start.input));
    const fate = this.onStart(start);
    if (fate === 'fails') throw new ServiceError('ExecutionLimitExceeded', 'made up by the test');
    if (fate === 'is lost') return { executionArn: 'lost', startDate: 0 };
    return run?.(start);
  }
}
