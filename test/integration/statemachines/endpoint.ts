import { once } from 'node:events';
import * as z from 'zod';
import { awsJsonServer, type Operation, ServiceError } from '../../../lib/local/aws/aws-json.ts';

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
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = z.object({ port: z.number() }).parse(this.#server.address());
    return `http://127.0.0.1:${address.port}`;
  }

  /** Ends all faults. */
  heal(): void {
    this.onStart = () => 'goes on';
    this.asked.length = 0;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #start(start: Start, run: Operation | undefined): unknown {
    this.asked.push(JSON.parse(start.input));
    const fate = this.onStart(start);
    if (fate === 'fails') throw new ServiceError('ExecutionLimitExceeded', 'made up by the test');
    if (fate === 'is lost') return { executionArn: 'lost', startDate: 0 };
    return run?.(start);
  }
}
