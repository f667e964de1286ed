import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { newAddressKey } from '../../auth/address-hash.ts';
import { generateSigningKey, generateSigningKeys, PrivateKeySet, PublicKeySet, publicKeySet } from '../../auth/keys.ts';
import { newWebhookSecret } from '../../auth/webhook-secret.ts';
import { forgottenAfterMs, StoredKeySet } from '../../cli/operator/keys/rotation.ts';
import { ConfigurationError } from '../../config/configuration-error.ts';

/** The secrets of a data folder. */
export interface StoredSecrets {
  /** Sign the tokens of users. */
  readonly userKeys: PrivateKeySet;
  /** Sign the tokens for shards. */
  readonly serviceKeys: PrivateKeySet;
  /** Sign receipts. Everybody may have their public halves. */
  readonly receiptKeys: PrivateKeySet;
  /** With these a shard verifies the orchestrator's tokens. */
  readonly publicKeys: PublicKeySet;
  readonly treasuryPassword: string;
  readonly webhookSecret: string;
  /** For hashes of addresses in log lines. */
  readonly addressKey: string;
}

/**
 * `count`: the most shards that were started. `home`: those of the first start, which had all wallets until
 * the first growth. A folder of an older version has no `home`: its number never changed.
 */
const Shards = z
  .object({ count: z.int().min(1), home: z.int().min(1).optional() })
  .transform(({ count, home = count }) => ({ count, home }));
export type StoredShards = z.infer<typeof Shards>;
/** Only its owner may read it. */
const SECRET = 0o600;

/**
 * The keys, the treasury's password and the webhook's secret. The first start generates them and
 * stores them in the folder. Without a folder each start generates new ones.
 * @param given secrets that the user has chosen; they are not stored
 * @param now ms since 1970
 */
export async function storedSecrets(
  folder: string | undefined,
  given: { readonly treasuryPassword?: string | undefined; readonly webhookSecret?: string | undefined } = {},
  now = Date.now(),
): Promise<StoredSecrets> {
  if (folder === undefined) {
    const serviceKeys = await generateSigningKeys();
    return {
      userKeys: await generateSigningKeys(),
      serviceKeys,
      receiptKeys: await generateSigningKeys(),
      publicKeys: publicKeySet(serviceKeys),
      treasuryPassword: given.treasuryPassword ?? newPassword(),
      webhookSecret: given.webhookSecret ?? newWebhookSecret(),
      addressKey: newAddressKey(),
    };
  }
  const { userKeys, serviceKeys } = await storedKeys(folder, now);
  const receiptKeys = await newOrStored(path.join(folder, 'receipt-signing-keys.json'));
  const publicKeys = publicKeySet(serviceKeys);
  await writeFile(publicKeysFile(folder), JSON.stringify(publicKeys));
  const secret = async (name: string, make: () => string) =>
    (await stored(path.join(folder, name), make, SECRET)).trim();
  return {
    userKeys,
    serviceKeys,
    receiptKeys,
    publicKeys,
    treasuryPassword: given.treasuryPassword ?? (await secret('treasury-password', newPassword)),
    webhookSecret: given.webhookSecret ?? (await secret('webhook-secret', newWebhookSecret)),
    addressKey: await secret('address-key', newAddressKey),
  };
}

/**
 * The key sets of users and services. A folder of an older version has one set for everything. It becomes the set of the
 * services, since shards that run elsewhere know it. For users it is valid until its last token has
 * expired. Its file is renamed last, so that an interrupted start can be repeated.
 */
async function storedKeys(
  folder: string,
  now: number,
): Promise<{ userKeys: PrivateKeySet; serviceKeys: PrivateKeySet }> {
  const file = (name: string) => path.join(folder, name);
  const former = await readIfThere(file('signing-keys.json'));
  const newUserKeys = async (): Promise<StoredKeySet> => {
    const before = former === undefined ? [] : PrivateKeySet.parse(json(former)).keys;
    const replaced_at = new Date(now).toISOString();
    return {
      keys: [await generateSigningKey(), ...before.map((key) => ({ ...key, replaced_at }))],
      shard_regions: [],
    };
  };
  const users = StoredKeySet.parse(
    json(await stored(file('user-signing-keys.json'), async () => JSON.stringify(await newUserKeys()), SECRET)),
  );
  if (former !== undefined) await rename(file('signing-keys.json'), file('service-signing-keys.json'));
  const serviceKeys = await newOrStored(file('service-signing-keys.json'));
  const alive = users.keys.filter(
    ({ replaced_at }) => replaced_at === undefined || now < Date.parse(replaced_at) + forgottenAfterMs('users'),
  );
  return { userKeys: PrivateKeySet.parse({ keys: alive }), serviceKeys };
}

/** A set of keys that the first start without it generates. */
async function newOrStored(file: string): Promise<PrivateKeySet> {
  return PrivateKeySet.parse(json(await stored(file, async () => JSON.stringify(await generateSigningKeys()), SECRET)));
}

/** The file with the public keys, which a shard that runs alone needs. */
export function publicKeysFile(folder: string): string {
  return path.join(folder, 'public-keys.json');
}

/** The folder for the output of the processes. A shard that runs alone has a folder of its own. */
export function logsFolder(folder: string | undefined, shard?: string): string | undefined {
  return folder && path.join(folder, 'logs', shard ?? '');
}

/** The file with the variables of the running system, for an operator's commands. */
export function operatorFile(folder: string) {
  const file = path.join(folder, 'operator.json');
  return {
    write: (variables: Readonly<Record<string, string>>) =>
      writeFile(file, JSON.stringify(variables), { mode: SECRET }),
    remove: () => rm(file, { force: true }),
  };
}

/** @throws ConfigurationError if the file is missing or has no public keys */
export async function readPublicKeys(file: string): Promise<PublicKeySet> {
  const text = await readIfThere(file);
  if (text === undefined) {
    throw new ConfigurationError([
      `${file} is missing: "npm start" writes it where the orchestrator runs; name it with --keys FILE`,
    ]);
  }
  const keys = PublicKeySet.safeParse(json(text));
  if (!keys.success) throw new ConfigurationError([`${file} holds no public keys`]);
  return keys.data;
}

/**
 * Stores the number of shards of the first start, and the largest one since. Whether a later start may have
 * so few is in the orchestrator's database (shard-counts.ts).
 * @param count how many are about to be started
 * @returns the numbers of the folder now
 */
export async function storedShards(folder: string, count: number): Promise<StoredShards> {
  const file = path.join(folder, 'shards.json');
  const text = await stored(file, () => JSON.stringify({ count, home: count }));
  const before = Shards.parse(json(text));
  if (before.count >= count) return before;
  const now: StoredShards = { ...before, count };
  // A start that is killed here leaves one of both.
  await writeFile(`${file}.new`, JSON.stringify(now));
  await rename(`${file}.new`, file);
  return now;
}

/**
 * The same for a shard that is started alone. It cannot see whether its wallets have moved.
 * @throws ConfigurationError if the folder has data of more shards
 */
export async function storedShardsAlone(folder: string, count: number): Promise<StoredShards> {
  const now = await storedShards(folder, count);
  if (now.count === count) return now;
  throw new ConfigurationError([
    `${folder} holds the data of one of ${now.count} shards, not ${count}: start it with --count ${now.count}, also after the wallets have moved to fewer, or give another folder with --data DIR`,
  ]);
}

async function stored(file: string, make: () => string | Promise<string>, mode = 0o644): Promise<string> {
  const there = await readIfThere(file);
  if (there !== undefined) return there;
  await mkdir(path.dirname(file), { recursive: true });
  const made = await make();
  await writeFile(file, made, { mode, flag: 'wx' });
  return made;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function newPassword(): string {
  return randomBytes(12).toString('base64url');
}
