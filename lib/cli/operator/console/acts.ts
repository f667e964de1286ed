import * as z from 'zod/mini';
import { Requested } from '../../../web/console/contract/approvals.ts';
import type { OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import type { Commands } from './commands.ts';

const Printed = z.record(z.string(), z.unknown());

/** Runs a command for the pages. */
export async function runAct(commands: Commands, input: ReadInputOf<'act'>): Promise<OutputOf<'act'>> {
  const printed = (await commands.act(input)).flat();
  const [waits] = printed.flatMap((value) => {
    const { success, data } = z.safeParse(Requested, value);
    return success && data.state !== 'rejected' ? [data] : [];
  });
  return waits ? { results: [], waits } : { results: printed.map(resultOf) };
}

/** Each member of what a command printed, in words. */
function resultOf(value: unknown): Record<string, string> {
  const members = Object.entries(z.parse(Printed, value));
  return Object.fromEntries(members.flatMap(([name, member]) => (isText(member) ? [[name, String(member)]] : [])));
}

function isText(member: unknown): member is string | number | boolean {
  return typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean';
}
