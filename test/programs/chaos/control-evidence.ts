import * as z from 'zod';
import { StatementEntry } from '../../../lib/api/statement-entry.ts';
import { WalletControls } from '../../../lib/api/wallet-controls.ts';
import type { Balance } from '../../../lib/api/wallets.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Account, Client } from './people.ts';
import { insist } from './public-api.ts';

/** The freezes and limits at the end, and statements to count them against, by wallet. */
export interface ControlEvidence {
  readonly controls: ReadonlyMap<string, WalletControls>;
  readonly statements: ReadonlyMap<string, readonly StatementEntry[]>;
}

const CONCURRENCY = 8;
/** `post` reads a stream, and tries again after an outage. */
const POSTED_MS = 60_000;

/**
 * Reads the controls and the statements of the accounts, once each statement has the balance of its wallet.
 * @throws Error if there is no response before the signal, or a statement stays behind
 */
export async function gatherControls(
  client: Client,
  accounts: readonly Account[],
  balances: ReadonlyMap<string, Balance>,
  giveUp: AbortSignal,
): Promise<ControlEvidence> {
  const controls = new Map<string, WalletControls>();
  const statements = new Map<string, readonly StatementEntry[]>();
  await sideBySide(CONCURRENCY, accounts, async ({ owner, walletId }) => {
    const response = await insist(() => client.controls(owner, walletId), giveUp);
    controls.set(walletId, WalletControls.parse(response?.body));
    const whole = async () => {
      const pages = await client.pages(owner, `/api/user/statement/${walletId}?limit=100`);
      const entries = pages.flatMap((page) => (page.status === 204 ? [] : z.array(StatementEntry).parse(page.body)));
      return (entries.at(-1)?.balance ?? '0') === balances.get(walletId)?.balance ? entries : undefined;
    };
    statements.set(walletId, await eventually(whole, { timeoutMs: POSTED_MS, everyMs: 500 }));
  });
  return { controls, statements };
}
