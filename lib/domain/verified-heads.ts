import { type HeadLeaf, keyOf } from './head-pages.ts';
import { type Head, leafHash } from './merkle.ts';

const KEY_BYTES = 16;
const HASH_BYTES = 32;
const SEQ_BYTES = 6;
const ROW_BYTES = KEY_BYTES + HASH_BYTES + SEQ_BYTES;
const HASH_AT = KEY_BYTES;
const SEQ_AT = KEY_BYTES + HASH_BYTES;

/**
 * How far an audit has come with a wallet. `known`: from the audit before, not met yet. `behind`:
 * met, and not verified up to its last posting. `whole`: verified up to the last posting that it had
 * when it was read.
 */
export type Progress = 'known' | 'behind' | 'whole';
const PROGRESS: readonly Progress[] = ['known', 'behind', 'whole'];

/**
 * The verified head of every wallet, found by the wallet's id. A wallet takes 63 to 71 bytes: 10
 * million take at most 710 MB, and twice their rows while the table grows.
 */
export class VerifiedHeads {
  #rows = Buffer.alloc(1_024 * ROW_BYTES);
  #progress = new Uint8Array(1_024);
  /** Open addressing by the first bytes of the key. A slot has the number of a row plus 1. */
  #slots = new Uint32Array(2_048);
  #size = 0;

  /** The number of wallets, with those that have no entry. */
  get wallets(): number {
    return this.#size;
  }

  /** Takes over a leaf of the tree before. */
  load({ key, hash, seq }: HeadLeaf): void {
    this.#write(this.#rowFor(key), hash, seq);
  }

  /** Sets what is verified of a wallet. Without a head it has no entry. */
  set(walletId: string, head: Head | undefined, progress: Progress): void {
    const row = this.#rowFor(keyOf(walletId));
    if (head) this.#write(row, leafHash(head), head.seq);
    this.#progress[row] = PROGRESS.indexOf(progress);
  }

  /** The verified head; its `seq` is 0 if no entry is verified. Undefined for an unknown wallet. */
  find(walletId: string): { readonly seq: number; readonly hash: Uint8Array; readonly progress: Progress } | undefined {
    const number = this.#slots[this.#slotOf(keyOf(walletId))] ?? 0;
    if (number === 0) return undefined;
    const { hash, seq } = this.#leaf(number - 1);
    return { hash, seq, progress: this.#progressOf(number - 1) };
  }

  count(progress: Progress): number {
    let count = 0;
    for (let row = 0; row < this.#size; row++) if (this.#progressOf(row) === progress) count++;
    return count;
  }

  /** The leaves of the wallets that have an entry, in the order of a tree. */
  sorted(): { readonly size: number; readonly at: (index: number) => HeadLeaf } {
    const rows = this.#rows;
    const order = new Uint32Array(this.#size);
    let size = 0;
    for (let row = 0; row < this.#size; row++) if (this.#leaf(row).seq > 0) order[size++] = row;
    const sorted = order
      .subarray(0, size)
      .sort((a, b) =>
        rows.compare(rows, b * ROW_BYTES, b * ROW_BYTES + KEY_BYTES, a * ROW_BYTES, a * ROW_BYTES + KEY_BYTES),
      );
    return { size, at: (index) => this.#leaf(sorted[index] ?? 0) };
  }

  #progressOf(row: number): Progress {
    return PROGRESS[this.#progress[row] ?? 0] ?? 'known';
  }

  #leaf(row: number): HeadLeaf {
    const bytes = this.#rows.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES);
    return {
      key: bytes.subarray(0, KEY_BYTES),
      hash: bytes.subarray(HASH_AT, SEQ_AT),
      seq: bytes.readUIntBE(SEQ_AT, SEQ_BYTES),
    };
  }

  #write(row: number, hash: Uint8Array, seq: number): void {
    this.#rows.set(hash, row * ROW_BYTES + HASH_AT);
    this.#rows.writeUIntBE(seq, row * ROW_BYTES + SEQ_AT, SEQ_BYTES);
  }

  #rowFor(key: Uint8Array): number {
    let slot = this.#slotOf(key);
    const number = this.#slots[slot] ?? 0;
    if (number > 0) return number - 1;
    if (this.#size * ROW_BYTES === this.#rows.length) {
      this.#grow();
      slot = this.#slotOf(key);
    }
    const row = this.#size++;
    this.#rows.set(key, row * ROW_BYTES);
    this.#slots[slot] = row + 1;
    return row;
  }

  /** The slot of a key, or the empty one where it belongs. */
  #slotOf(key: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = Buffer.from(key.buffer, key.byteOffset, KEY_BYTES).readUInt32BE() & mask;
    for (;;) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0 || this.#rows.compare(key, 0, KEY_BYTES, row * ROW_BYTES, row * ROW_BYTES + KEY_BYTES) === 0)
        return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#rows = Buffer.concat([this.#rows, Buffer.alloc(this.#rows.length)]);
    const progress = new Uint8Array(this.#progress.length * 2);
    progress.set(this.#progress);
    this.#progress = progress;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let row = 0; row < this.#size; row++) this.#slots[this.#slotOf(this.#leaf(row).key)] = row + 1;
  }
}
