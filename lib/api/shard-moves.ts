import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { digestOfMoved } from '../domain/grant.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { WALLET_STATES } from '../domain/wallet-move.ts';
import { pageLimit } from './page.ts';
import { shardRoute } from './route.ts';
import { PostedEntry, SeqDigits, Vector } from './statement-entry.ts';

/** The entries in one request to copy them: they are written one after another, 5 ms each. */
export const MAX_COPIED = 100;
/** The entries on one page for a mover. */
const MAX_ENTRIES = 1_000;
/** 100 entries with ids of 64 characters are about 50 KB in a request. */
const MAX_ENTRIES_BYTES = 256 * 1024;
/** A wallet in 64 stripes, with all places of each taken, is about 3.3 MB (lib/store/moved-items.ts). */
const MAX_ITEM_BYTES = 4 * 1024 * 1024;

const shardNumber = (description: string) =>
  doc(z.int('must be a whole number').check(z.nonnegative()), description, 2);
const Op = doc(
  z.int('must be a whole number').check(z.positive('must be 1 or more')),
  'The number of the move. A later move has a larger one.',
  7,
);

export const PlacedWallet = component(
  'PlacedWallet',
  z.object({
    state: doc(
      z.enum(WALLET_STATES),
      'absent: there is no wallet. live: this shard answers for it. moving: nothing changes it here any more. moved: it is at `to`, or on its way from there.',
      'moving',
    ),
    op: doc(z.int().check(z.nonnegative()), 'The number of the move that wrote it last; 0 if none did.', 7),
    to: z.optional(shardNumber('The shard that it moves to, or has moved to.')),
    from: z.optional(shardNumber('The shard that it came from.')),
    seq: doc(z.optional(z.int().check(z.nonnegative())), 'The number of its last posting.', 17),
    posted_at: doc(z.optional(z.int()), 'When that was posted, in milliseconds since 1970.', 1_795_412_345_678),
    entries: doc(z.int().check(z.nonnegative()), 'The number of the last entry that is written here; 0 for none.', 17),
    item: doc(z.optional(z.string()), 'The wallet as it is stored, while it is moving. Only a shard reads it.', '{}'),
  }),
);
export type PlacedWallet = z.infer<typeof PlacedWallet>;

const placed = (description: string) => ({ 200: { description, body: PlacedWallet } });
const granted = ({ op, from, to }: { op: number; from?: number; to?: number }) => ({
  op: String(op),
  ...(from !== undefined && { from: String(from) }),
  ...(to !== undefined && { to: String(to) }),
});

export const place = shardRoute({
  route: 'GET /api/place/{wallet_id}',
  operationId: 'place',
  summary: 'Say where a wallet is',
  description: 'For movers. All that it says is strongly consistent.',
  input: z.object({ path: z.object({ wallet_id: WalletId }) }),
  granted: ({ path }) => path,
  responses: placed('What this shard has of the wallet.'),
  errors: ['invalid_input'],
});

export const markWallet = shardRoute({
  route: 'POST /api/markwallet',
  operationId: 'markWallet',
  summary: 'Mark a wallet as moving',
  description:
    'From then on nothing changes the wallet here. Only a live wallet is marked, and only by a larger number than it has. Another one stays as it is, and the response says how.',
  input: z.object({
    body: z.strictObject({ wallet_id: WalletId, op: Op, to: shardNumber('The shard that it moves to: another one.') }),
  }),
  granted: ({ body: { wallet_id, ...move } }) => ({ wallet_id, ...granted(move) }),
  responses: placed('The wallet afterwards, marked by this request or not.'),
  errors: [],
});

export const putWallet = shardRoute({
  route: 'POST /api/putwallet',
  operationId: 'putWallet',
  summary: 'Put a wallet on its new shard',
  description:
    'The entries of its statement are here before. A shard that has had the wallet since, by the same or a larger number, keeps what it has, and the response says what.',
  maxBodyBytes: MAX_ITEM_BYTES,
  input: z.object({
    body: z.strictObject({
      wallet_id: WalletId,
      op: Op,
      from: shardNumber('The shard that it comes from.'),
      item: doc(z.string().check(z.minLength(2)), 'The wallet as the shard that it comes from has given it.', '{}'),
    }),
  }),
  granted: ({ body: { wallet_id, item, ...move } }) => ({ wallet_id, ...granted(move), moved: digestOfMoved(item) }),
  responses: placed('The wallet afterwards, put by this request or not.'),
  errors: ['entries_behind'],
});

export const tombWallet = shardRoute({
  route: 'POST /api/tombwallet',
  operationId: 'tombWallet',
  summary: 'Leave a tombstone of a wallet that is on its new shard',
  description:
    'The money is there, and this shard forgets it. It names the new shard for ever. Only a wallet that is moving, by this number or a smaller one, becomes a tombstone.',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId, op: Op }) }),
  granted: ({ body: { wallet_id, ...move } }) => ({ wallet_id, ...granted(move) }),
  responses: placed('The wallet afterwards.'),
  errors: [],
});

export const stayWallet = shardRoute({
  route: 'POST /api/staywallet',
  operationId: 'stayWallet',
  summary: 'Give a wallet that is where it shall be the number of a move',
  description: 'No move with a smaller number takes it away from then on.',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId, op: Op }) }),
  granted: ({ body: { wallet_id, ...move } }) => ({ wallet_id, ...granted(move) }),
  responses: placed('The wallet afterwards.'),
  errors: [],
});

export const CopiedEntries = component(
  'CopiedEntries',
  z.object({
    entries: doc(z.int().check(z.nonnegative()), 'The number of the last entry that is written here; 0 for none.', 17),
  }),
);
export type CopiedEntries = z.infer<typeof CopiedEntries>;

const vector = doc(
  z.optional(Vector),
  'Of a wallet in stripes: how many postings of each item are in the statement up to the last of these entries, where this is known. 0 is its own item.',
  { 0: 1000, 1: 25, 2: 16 },
);

const EntryToCopy = z.strictObject(PostedEntry.shape);

export const copyEntries = shardRoute({
  route: 'POST /api/copyentries',
  operationId: 'copyEntries',
  summary: 'Copy entries of a statement to the shard that its wallet moves to',
  description:
    'Each follows the one before it by its number and its hash, which the shard computes. Those that are here stay. A shard whose wallet is live or moving takes none.',
  maxBodyBytes: MAX_ENTRIES_BYTES,
  input: z.object({
    body: z.strictObject({
      wallet_id: WalletId,
      entries: doc(
        z.array(EntryToCopy).check(z.minLength(1), z.maxLength(MAX_COPIED)),
        'Entries of the statement, the oldest first.',
      ),
      vector,
    }),
  }),
  granted: ({ body: { wallet_id, entries, vector } }) => {
    const rows = entries.map(({ seq, TxID = null, amount, balance, posted_at, hash, ...of }) => [
      ...[of.wallet_id, seq, TxID, amount, balance, posted_at, hash],
    ]);
    const counted = vector && Object.entries(vector).sort(([a], [b]) => Number(a) - Number(b));
    return { wallet_id, moved: digestOfMoved(JSON.stringify(counted ? [...rows, counted] : rows)) };
  },
  responses: { 200: { description: 'What is written here now.', body: CopiedEntries } },
  errors: ['entries_behind'],
});

export const EntryPage = component(
  'EntryPage',
  z.object({
    entries: z.array(PostedEntry),
    vector,
    next_cursor: doc(z.optional(z.int()), 'Where the next page starts. The last page has no cursor.', 50),
  }),
);
export type EntryPage = z.infer<typeof EntryPage>;

export const entries = shardRoute({
  route: 'GET /api/entries/{wallet_id}',
  operationId: 'entries',
  summary: 'Read the entries that are written here',
  description: 'For movers: wherever the wallet is. They are strongly consistent, and the oldest is first.',
  input: z.object({
    path: z.object({ wallet_id: WalletId }),
    query: z.object({
      after: doc(
        z.optional(SeqDigits),
        'Where the page starts: the number of the last entry of the page before.',
        '50',
      ),
      limit: pageLimit(MAX_ENTRIES, MAX_COPIED, 'Maximum number of entries on the page.'),
    }),
  }),
  granted: ({ path }) => path,
  responses: { 200: { description: 'The entries.', body: EntryPage } },
  errors: ['invalid_input'],
});
