import { signServiceToken } from '../../../lib/auth/tokens.ts';
import type { Stack } from '../../../lib/local/stack.ts';
import { WalletMoves } from '../../../lib/remote/wallet-moves.ts';
import { serviceSigningKeys } from '../../support/environment/signing-keys.ts';
import { httpApi } from '../../support/steps/api.ts';
import type { World } from '../../support/steps/world.ts';
import { type Log, type Promised, theBooksBalance, transfersSucceed } from './aftermath.ts';
import { existingResources } from './existing.ts';
import { movingWallets } from './moving-wallets.ts';
import { type People, type Person, settle } from './people.ts';
import { type Auth, type Drawing, type Findings, fuzz, type Target } from './schemathesis.ts';
import { ANY_REQUEST, SOON, signingProxy } from './signing-proxy.ts';
import { tokenEndpoint } from './token-endpoint.ts';

export interface Outcome {
  readonly findings: readonly Findings[];
  readonly promised: readonly Promised[];
}

/** The fuzzed shard: not the treasury's. */
const SHARD = 1;
const OTHER_SHARD = 0;
/** The longest wallet id of this shard. */
const LONGEST = '1'.repeat(512);

/**
 * Fuzzes both services of a running stack, each with and without a token. The runs are sequential,
 * so that a seed repeats them.
 * @param stack with two shards
 * @param log the output of the stack
 * @throws Error if the stack or schemathesis fails
 */
export async function fuzzStack(
  stack: Stack,
  log: Log,
  { python, folder, say, ...drawing }: Drawing & { python: string; folder: string; say: (line: string) => void },
): Promise<Outcome> {
  const exits: string[] = [];
  stack.died.then(({ message }) => exits.push(message));
  const world: World = {
    api: httpApi(stack.url),
    shardCount: stack.shardUrls.length,
    askEveryMs: 100,
    treasury: stack.treasury,
  };
  const people = await settle(world);
  const existing = await existingResources(world, people, Date.now());
  const keys = await serviceSigningKeys(stack);
  const shardUrl = stack.shardUrls[SHARD] ?? '';
  const proxy = await signingProxy(shardUrl, (grant) => signServiceToken(keys, SHARD, grant, Date.now()));
  const tokens = await tokenEndpoint(ANY_REQUEST);
  const findings: Findings[] = [];
  const pursue = async (target: Target) => {
    say(`${target.name} …`);
    findings.push(await fuzz(python, folder, target, drawing));
  };
  try {
    const orchestrator = {
      url: stack.url,
      dictionaries: existingValues(people),
      foreignWallets: [...people.payee.wallets, stack.treasury.walletId],
    };
    const shard = { url: shardUrl };
    const dictionaries = () => existingValues(people, [LONGEST]);
    await pursue({ ...orchestrator, name: 'orchestrator-with-token', existing, auth: userAuth(stack.url, people) });
    await pursue({ ...orchestrator, name: 'orchestrator-without-token' });
    await pursue({ ...shard, dictionaries: dictionaries(), name: 'shard-without-token' });
    // Before the run with the orchestrator's token: with that, money can be booked without the
    // journal.
    const books = await theBooksBalance(stack);
    const moves = new WalletMoves(stack.shardUrls, (to, grant, now) => signServiceToken(keys, to, grant, now));
    await pursue({
      url: proxy.url,
      dictionaries: dictionaries(),
      existing: await movingWallets(world, people.payer, moves, { fuzzed: SHARD, other: OTHER_SHARD }),
      // The other routes need them: a wallet that has moved takes and gives no money here.
      stayingWallets: dictionaries().wallets,
      name: 'shard-with-token',
      auth: orchestratorAuth(tokens.url),
    });
    const promised = [
      books,
      await transfersSucceed(world, people.payer),
      { promise: 'no process exited', broken: exits },
      { promise: `no error in ${log.lines.length} lines of the logs`, broken: log.errors },
    ];
    return { findings, promised };
  } finally {
    tokens.close();
    proxy.close();
  }
}

/** Existing values: the payer's wallets, one of the payee's, and `others`. */
function existingValues(
  { payer, payee, transactions }: People,
  others: readonly string[] = [],
): Target['dictionaries'] {
  const wallets = [...payer.wallets, ...payee.wallets.slice(0, 1), ...others];
  const deadlines = [SOON, '1'];
  return { wallets, transactions, deadlines, keys: Array.from({ length: 1_000 }, (_, n) => `key-${n}`) };
}

/**
 * How long the token of a user is used: nearly as long as it is valid. Wrong passwords that are drawn make
 * the user's next login wait.
 */
const USER_TOKEN_SECONDS = 3_500;

function userAuth(url: string, { payer, payee }: People): Auth {
  const entry = ({ login, password }: Person) => ({
    name: login,
    loginEndpointAuth: {
      verb: 'POST',
      externalEndpointURL: `${url}/auth/login`,
      contentType: 'application/json',
      payloadRaw: JSON.stringify({ login, password }),
      token: SENT,
    },
  });
  return {
    entries: [entry(payer), entry(payee)],
    refreshSeconds: USER_TOKEN_SECONDS,
    peers: [payer.login, payee.login],
  };
}

function orchestratorAuth(url: string): Auth {
  const entry = { name: 'orchestrator', loginEndpointAuth: { verb: 'POST', externalEndpointURL: url, token: SENT } };
  return { entries: [entry], refreshSeconds: 20 };
}

const SENT = {
  extractFrom: 'body',
  extractSelector: '/token',
  sendIn: 'header',
  sendName: 'Authorization',
  sendTemplate: 'Bearer {token}',
} as const;
