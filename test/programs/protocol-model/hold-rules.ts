/** Rules of authorised transfers to leave out or bend. */
export interface BentHolds {
  // The first phase.
  /** A first phase that is refused aborts also what is authorised. */
  readonly abortsAuthorised?: true;
  /** The row of the authorisation is put over the row that is there. */
  readonly rowPutBlindly?: true;

  // The claim.
  /** A claim does not look whether the transfer is authorised. */
  readonly claimsUnauthorised?: true;
  /** A claim does not look whether the transfer is decided: a voided hold is captured. */
  readonly claimsDecided?: true;
  /** A second claim is stored over the first, under its number. */
  readonly claimsOver?: true;
  /** A claim is not compared with what is held. */
  readonly claimsAnything?: true;
  /** The claim is the decision, before the credit is held. */
  readonly claimDecides?: true;
  /** A run holds the amount of a request, and not the stored one. */
  readonly amountOfRequest?: true;

  // Attempts.
  /** Each run has a deadline of its own for the credit. */
  readonly deadlineByEveryRun?: true;
  /** The credit of an attempt is rolled back before the journal says so. */
  readonly releasesFirst?: true;
  /** A decision does not name its attempt. */
  readonly attemptUnnamed?: true;
  /** All attempts have one id at the payee's shard. */
  readonly oneId?: true;
  /** A credit is rolled back by the deadline of the debit. */
  readonly creditByDebitsDeadline?: true;
  /** A run of a capture reserves the debit again, by the deadline of the attempt. */
  readonly debitAgain?: true;
  /** An expiry settles what its run read before, and not what is stored. */
  readonly settlesWhatWasRead?: true;

  // Shards.
  /** A hold ends when its deadline has passed. */
  readonly holdsExpire?: true;
  /** A rollback gives back whether there is a hold or not: a hold voided twice pays twice. */
  readonly givesBackTwice?: true;
  /** A void leaves no tombstone. */
  readonly noTombstone?: true;
  /** A partial commit leaves the rest held. */
  readonly restStaysHeld?: true;
  /** A frozen wallet refuses to commit. */
  readonly frozenSettlesNot?: true;
  /** A rollback without a wallet leaves no fence for its creation. */
  readonly noFenceBeforeCreation?: true;
}
