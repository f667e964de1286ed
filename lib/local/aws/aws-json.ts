import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type * as z from 'zod';

/**
 * An error of an emulated service. `name` is its type as the SDK knows it, such as
 * StateMachineDoesNotExist.
 */
export class ServiceError extends Error {
  /** Members of the response beside its type and message. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Of HTTP: 400 for errors of the caller, which are not repeated; 500 for those of the service. */
  readonly status: 400 | 500;

  constructor(
    name: string,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
    status: ServiceError['status'] = 400,
  ) {
    super(message);
    this.name = name;
    this.members = members;
    this.status = status;
  }
}

/** One operation: from the body of the request to the body of the response. */
export type Operation = (input: unknown) => unknown;

/** An operation with a schema for its input. Wrong input is a ValidationException. */
export function operation<S extends z.ZodType>(input: S, run: (input: z.output<S>) => unknown): Operation {
  return (body) => run(parsed(input, body));
}

/**
 * The body of a request by its schema.
 * @throws ServiceError ValidationException with all problems
 */
export function parsed<S extends z.ZodType>(input: S, body: unknown): z.output<S> {
  const { success, data, error } = input.safeParse(body);
  if (success) return data;
  const problems = error.issues.map((issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`);
  throw new ServiceError('ValidationException', problems.join('; '));
}

const MAX_BODY_BYTES = 2 ** 20;

/** The response of an operation, as JSON. */
export interface Responded {
  readonly status: number;
  readonly body: string;
}

/**
 * Runs the operation of a request. Errors are 400 or 500 with `__type`. A failure of the
 * operation itself is logged, and a 500.
 * @param target the header X-Amz-Target
 */
export async function respond(
  operations: Readonly<Record<string, Operation>>,
  target: string | undefined,
  body: string,
): Promise<Responded> {
  try {
    const run = target !== undefined && Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (!run) throw new ServiceError('UnknownOperationException', `no operation "${target ?? ''}" here`);
    return { status: 200, body: JSON.stringify(await run(parse(body))) };
  } catch (error) {
    if (error instanceof ServiceError) {
      const body = JSON.stringify({ ...error.members, __type: error.name, message: error.message });
      return { status: error.status, body };
    }
    console.error(error);
    return { status: 500, body: JSON.stringify({ __type: 'InternalFailure', message: 'see the log of the endpoint' }) };
  }
}

/**
 * A server of AWS's JSON protocols (1.0 and 1.1): POST, the operation in the header X-Amz-Target,
 * JSON in both directions. Signatures are not checked.
 * @param operations by target, for example `AWSStepFunctions.StartExecution`
 */
export function awsJsonServer(operations: Readonly<Record<string, Operation>>): Server {
  return createServer((request, response) => void respondTo(operations, request, response));
}

/** Responds to one request of AWS's JSON protocols. */
export async function respondTo(
  operations: Readonly<Record<string, Operation>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.headers['x-amz-target'];
  const body = await bodyOf(request).catch(() => undefined);
  const { status, body: json } =
    body === undefined
      ? { status: 400, body: TOO_LARGE }
      : await respond(operations, target === undefined ? undefined : String(target), body);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() });
  response.end(json);
}

const TOO_LARGE = JSON.stringify({ __type: 'ValidationException', message: 'the request is larger than 1 MiB' });

/** @throws Error if the body is too large, or the connection breaks */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the request is larger than 1 MiB');
  }
  return Buffer.concat(chunks).toString();
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ServiceError('SerializationException', 'the request is not JSON');
  }
}
