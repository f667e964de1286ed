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
 * Profiles a process while a job runs.
 * @param port on which debuggers may attach to the process
 */
export async function profiled(port: number, job: () => Promise<unknown>): Promise<Profile> {
  const [target] = Targets.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  let last = 0;
  const command = async (method: string, params: object = {}) => {
    const id = ++last;
    const reply = Promise.withResolvers<z.infer<typeof Reply>>();
    const listen = ({ data }: MessageEvent) => {
      const { success, data: message } = Reply.safeParse(JSON.parse(String(data)));
      if (success && message.id === id) reply.resolve(message);
    };
    socket.addEventListener('message', listen);
    socket.send(JSON.stringify({ id, method, params }));
    const { result } = await reply.promise;
    socket.removeEventListener('message', listen);
    return result;
  };
  await command('Profiler.enable');
  await command('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await command('Profiler.start');
  await job();
  const profile = (await command('Profiler.stop'))?.profile;
  socket.close();
  if (!profile) throw new Error('the process sent no profile');
  return profile;
}
