import { once } from 'node:events';
import * as z from 'zod';

/** A profile of V8 (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile). */
export type Profile = z.infer<typeof Profile>;
const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.int()).default([]),
    }),
  ),
  samples: z.array(z.int()).default([]),
  /** Between two samples, in µs. */
  timeDeltas: z.array(z.int()).default([]),
});

const Targets = z.array(z.object({ webSocketDebuggerUrl: z.string() }));
const Reply = z.object({ id: z.int(), result: z.object({ profile: Profile.optional() }).optional() });
const SAMPLE_EVERY_US = 400;

/**
 * Profiles processes while a job runs.
 * @param ports on which debuggers may attach to the processes
 * @returns their profiles, in the order of the ports
 */
export async function profiled(ports: readonly number[], job: () => Promise<unknown>): Promise<Profile[]> {
  const processes = await Promise.all(ports.map(attached));
  for (const { command } of processes) {
    await command('Profiler.enable');
    await command('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await command('Profiler.start');
  }
  await job();
  return Promise.all(
    processes.map(async ({ command, close }) => {
      const profile = (await command('Profiler.stop'))?.profile;
      close();
      if (!profile) throw new Error('a process sent no profile');
      return profile;
    }),
  );
}

/** The debugger's protocol of a process. */
async function attached(port: number) {
  const [target] = Targets.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  const waiting = new Map<number, (reply: z.infer<typeof Reply>) => void>();
  socket.addEventListener('message', ({ data }) => {
    // Events have no id.
    const { data: reply } = Reply.safeParse(JSON.parse(String(data)));
    if (reply) waiting.get(reply.id)?.(reply);
  });
  let last = 0;
  const command = async (method: string, params: object = {}) => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<z.infer<typeof Reply>>();
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
    return (await promise).result;
  };
  return { command, close: () => socket.close() };
}
