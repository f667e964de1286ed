import { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { type ApprovalRequest, personOf, stateOf } from '../../../domain/approval.ts';
import type { OperatorOptions } from '../connection.ts';
import { iso } from '../iso-time.ts';
import { changing, needsApproval, reading } from '../log/declared.ts';
import { loggingOf } from '../log/logging.ts';
import { json } from '../print.ts';
import { asApproved } from './approved.ts';
import { argvOf, commandOf } from './replay.ts';
import { approvalsOf, shownRequest } from './requests.ts';

/** The most requests that are shown with `--all`. */
const MOST = 100;

/**
 * `approvals`, `approve` and `reject`: what one operator asks for, and a second one decides on.
 * @param options the program's global options
 */
export function approvalCommands(options: () => OperatorOptions): Command[] {
  const list = reading(
    new Command('approvals')
      .description('Lists what waits for a second operator.')
      .option('--all', `the newest ${MOST} requests, also those that are over`, false),
    async ({ all }: { all: boolean }) => {
      const approvals = approvalsOf(options());
      const now = Date.now();
      const requests = all ? await approvals.newest(MOST) : await approvals.pending(now);
      if (options().json) json(requests.map((request) => shownRequest(request, now)));
      else if (requests.length === 0) console.log('nothing waits for a second operator');
      else for (const request of requests) for (const line of linesOf(request, now)) console.log(line);
    },
  );

  const approve = new Command('approve')
    .description('Carries out what another operator has requested: once, and until it expires.')
    .argument('<id>', 'the id of the request')
    .option('--again', 'carry on after your own approval, which was stopped before its command ended', false);
  changing(
    approve,
    { options, reason: 'approved' },
    async (id: string, { again }: { again: boolean }): Promise<string> => {
      const approvals = approvalsOf(options());
      const { by } = loggingOf(options());
      const decision = { by: await by(), at: Date.now() };
      const wanted = await requestOf(approvals, id);
      const command = commandOf(rootOf(approve), wanted);
      if (!needsApproval(command))
        throw new ConfigurationError([`"${wanted.command}" is no command that a second operator approves`]);
      const argv = argvOf(command, wanted);
      const request = await approvals.approve(id, decision, again);
      if (!request) throw new ConfigurationError([whyNot(await requestOf(approvals, id), decision)]);
      await asApproved(request, () => command.parseAsync(argv, { from: 'user' }));
      await approvals.done(id);
      return `${request.command}, requested by ${request.requestedBy}`;
    },
  );

  const reject = new Command('reject')
    .description('Rejects a request, so that nobody can approve it. Who asked may withdraw it.')
    .argument('<id>', 'the id of the request');
  changing(reject, { options }, async (id: string, { reason }: { reason: string }): Promise<string> => {
    const approvals = approvalsOf(options());
    const { by } = loggingOf(options());
    const decision = { by: await by(), at: Date.now() };
    const request = await approvals.reject(id, decision, reason);
    if (!request) {
      const standing = await requestOf(approvals, id);
      throw new ConfigurationError([`request ${id} does not wait: it is ${stateOf(standing, decision.at)}`]);
    }
    if (options().json) json(shownRequest(request, decision.at));
    else console.log(`request ${id} is rejected`);
    return `${request.command}, requested by ${request.requestedBy}`;
  });
  return [list, approve, reject];
}

async function requestOf(approvals: ReturnType<typeof approvalsOf>, id: string): Promise<ApprovalRequest> {
  const request = await approvals.get(id);
  if (!request) throw new ConfigurationError([`there is no request ${id}`]);
  return request;
}

function whyNot(request: ApprovalRequest, { by, at }: { by: string; at: number }): string {
  const { id, requestedBy, decidedBy, decidedAt = at } = request;
  const state = stateOf(request, at);
  if (state === 'waiting' && personOf(requestedBy) === personOf(by))
    return `request ${id} is your own (${requestedBy}): another operator has to approve it`;
  if (state !== 'approved') return `request ${id} does not wait: it is ${state}`;
  const approved = `request ${id} was approved by ${decidedBy} at ${iso(decidedAt)}`;
  return decidedBy === by ? `${approved}. If that was stopped, carry on with --again` : approved;
}

function linesOf(request: ApprovalRequest, now: number): string[] {
  const { id, command, reason, requestedBy, requestedAt, expiresAt, decidedBy, detail } = request;
  const words = Object.entries(request.arguments).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const by = decidedBy === undefined ? '' : ` by ${decidedBy}`;
  return [
    `${id}  ${stateOf(request, now)}${by}${detail === undefined ? '' : `: ${detail}`}`,
    `  ${[command, ...words].join(' ')}`,
    `  reason: ${reason}`,
    `  requested by ${requestedBy} at ${iso(requestedAt)}, expires at ${iso(expiresAt)}`,
  ];
}

function rootOf(command: Command): Command {
  let root = command;
  while (root.parent) root = root.parent;
  return root;
}
