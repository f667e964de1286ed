import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { ROUTES } from '../../web/console/contract.ts';
import { bodyOf } from '../aws/aws-json.ts';
import { guardedServer } from '../aws/guard.ts';
import { newStandInSecret, standInEndpoint } from '../aws/stand-ins.ts';
import type { Child } from '../processes/child.ts';
import type { StackMetrics } from './stack-metrics.ts';
import { NotNow, Switchboard } from './switchboard.ts';

/** The switchboard of a stack, for other programs of this machine's user. */
export interface OpenSwitchboard {
  /** With the secret that admits to it. */
  readonly address: string;
  readonly close: () => void;
}

const Minutes = z.coerce.number().int().min(1).max(1440);

/**
 * Opens the switchboard on 127.0.0.1. The guard of the emulators is in front of it: only who can read
 * the data folder knows the secret.
 */
export async function openSwitchboard(
  children: ReadonlyMap<string, Child>,
  metrics: StackMetrics,
): Promise<OpenSwitchboard> {
  const switchboard = new Switchboard(children);
  const secret = newStandInSecret();
  const server = guardedServer(secret, (request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    respond(request).then(
      (body) => send(body === undefined ? 404 : 200, body ?? { message: 'there is no such route' }),
      (error: unknown) => send(statusOf(error), { message: error instanceof Error ? error.message : String(error) }),
    );
  });

  async function respond(request: IncomingMessage): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    switch (`${request.method} ${pathname}`) {
      case 'GET /faults':
        return switchboard.faults;
      case 'GET /metrics':
        return { series: metrics.series(Minutes.parse(searchParams.get('minutes')), Date.now()), last: metrics.last };
      case 'POST /stop':
        await switchboard.stop(ROUTES.stopProcess.input.parse(await jsonOf(request)).process);
        return switchboard.faults;
      case 'POST /start':
        switchboard.start(ROUTES.startProcess.input.parse(await jsonOf(request)).process);
        return switchboard.faults;
      case 'POST /kill': {
        const { process, when, back_after_ms } = ROUTES.killProcess.input.parse(await jsonOf(request));
        await switchboard.kill(process, when, back_after_ms);
        return switchboard.faults;
      }
      case 'POST /outage': {
        const { process, part, ms } = ROUTES.beginOutage.input.parse(await jsonOf(request));
        switchboard.outage(process, part, ms);
        return switchboard.faults;
      }
      default:
        return undefined;
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the switchboard does not listen');
  return {
    address: standInEndpoint(address.port, secret),
    close() {
      switchboard.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function statusOf(error: unknown): number {
  if (error instanceof NotNow) return 409;
  return error instanceof z.core.$ZodError || error instanceof SyntaxError ? 400 : 500;
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  return JSON.parse(await bodyOf(request));
}
