import { once } from 'node:events';
import { request } from 'node:http';
import * as z from 'zod';
import { listen } from '../../../lib/local/gateway/listen.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';

const Event = z.object({ requestContext: z.object({ http: z.object({ sourceIp: z.string() }) }) });
const FUNCTIONS = [{ key: 'all', name: 'all', handler: 'all.handler', routes: ['*'], environment: {} }];

// Other systems have one address of this machine until another is set up.
(process.platform === 'linux' ? it : it.skip)(
  'where the API listens on every address a function hears the address of each caller, and never one that a header names',
  async () => {
    const heard: string[] = [];
    const invoke = async (_name: string, event: unknown) => {
      heard.push(Event.parse(event).requestContext.http.sourceIp);
      return { statusCode: 200, headers: {}, body: '' };
    };
    const [port = 0] = await freePorts(1);
    const end = await listen({ host: '0.0.0.0', port }, { functions: FUNCTIONS, invoke, say: () => undefined });
    const headers = { 'x-forwarded-for': '203.0.113.1', forwarded: 'for=203.0.113.1' };
    try {
      for (const localAddress of ['127.0.0.1', '127.0.0.2']) {
        const sent = request({ host: localAddress, port, localAddress, headers, agent: false }).end();
        const [response] = await once(sent, 'response');
        response.resume();
      }
    } finally {
      end();
    }
    expect(heard).toEqual(['127.0.0.1', '127.0.0.2']);
  },
);
