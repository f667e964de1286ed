/** Rules of the move of a wallet to leave out or bend. */
export interface BentMoves {
  // What a shard answers.
  /** A shard that has marked the wallet goes on answering for it. */
  readonly answersWhileMoving?: true;
  /** A shard creates the wallet wherever it is asked to. */
  readonly createsAnywhere?: true;

  // What a move copies.
  readonly holdsStay?: true;
  readonly tombstonesStay?: true;
  readonly fenceStays?: true;
  /** The number of the last entry of the statement is not copied. */
  readonly seqStays?: true;
  /** The new item does not say which shard it came from. */
  readonly fromUnnamed?: true;

  // The writes of a move.
  /** The item is read before it is marked. */
  readonly copiesBeforeMark?: true;
  /** A mark does not compare the number of its operation. */
  readonly markUnnumbered?: true;
  /** A put goes over any item that has moved away, whatever its operation. */
  readonly putUnnumbered?: true;
  /** A put goes over whatever is there. */
  readonly putsBlindly?: true;
  /** A tombstone goes over a mark with the same target, whatever its operation. */
  readonly leaveUnnumbered?: true;
  /** A tombstone goes over whatever is there. */
  readonly leavesBlindly?: true;
  /** A tombstone takes the number of the operation that writes it. */
  readonly leaveRaises?: true;
  /** The old item is deleted. */
  readonly deletes?: true;
  /** A shard forgets tombstones. */
  readonly forgets?: true;
  /** A shard drops its mark, to turn the move back. */
  readonly unmarks?: true;
  /** A wallet that is at its target keeps the number of an older operation. */
  readonly noStay?: true;

  // The order of a mover.
  /** The tombstone is sent before the new shard has the item. */
  readonly leavesFirst?: true;
  /** The directory names the new shard before it has the item. */
  readonly namesFirst?: true;

  // What a transfer makes of a response.
  /** A moving wallet is a refusal. */
  readonly movingIsRefusal?: true;
  /** The first shard without the wallet has the last word. */
  readonly firstMissIsFinal?: true;
  /** A rollback is done where there is no wallet. */
  readonly rollbackMissIsDone?: true;
  /** A rollback leaves its fence on every shard that it asks, also while the wallet is on its way there. */
  readonly fencesAnywhere?: true;
  /** A commit is done where there is no wallet. */
  readonly commitMissIsDone?: true;
}
