/** Rules of the protocol to leave out or bend. */
export interface Bent {
  /** Only the clock keeps late reserves out. */
  readonly noFence?: true;
  /** A rollback without a hold leaves no tombstone. */
  readonly noEmptyRollback?: true;
  /** A rollback without a wallet leaves no fence for its creation. */
  readonly noFenceBeforeCreation?: true;
  /**
   * As above, and a new wallet's fence is its creation time by its shard's clock, plus the window.
   */
  readonly fenceOfCreationClock?: true;
  /** A new wallet has fence 0, whatever fence is stored. */
  readonly creationForgetsFence?: true;
  /** Every run stores its own deadline. */
  readonly deadlineByEveryRun?: true;
  /** The deadline runs from the acceptance, at time 0. */
  readonly deadlineFromAcceptance?: true;
  /** A refused run rolls back before the decision is stored. */
  readonly rollbackBeforeDecision?: true;
  /** A shard ends a hold whose deadline has passed. */
  readonly holdsExpire?: true;
  /** A run follows its own decision and not the stored one. */
  readonly ownDecision?: true;
  /** A commit without a hold is an error. */
  readonly commitNeedsHold?: true;

  // Legs.
  /** The debit and the first credit are enough to commit. */
  readonly oneCreditWillDo?: true;
  /** An abort settles only the legs that the run has heard as held. */
  readonly settlesHeardOnly?: true;
  /** A run finishes once the debit is settled. */
  readonly finishesAfterDebit?: true;
  /** The reserve task does not check that the credits add up to the debit. */
  readonly sumUnchecked?: true;
  /** Two credits go to the same wallet. */
  readonly samePayeeTwice?: true;

  // Currencies.
  /** A shard does not compare the currency of a reserve with that of its wallet. */
  readonly currencyUnchecked?: true;
  /** The reserve of a credit names no currency, and so that of a wallet without one. */
  readonly creditUnnamed?: true;

  // A credit that waits for its debit.
  /** It is asked again with `debit_held` although the debit is not heard as held. */
  readonly debitHeldUnheard?: true;
  /** A hold with `debit_held` differs from one without. */
  readonly flagInHold?: true;

  // A commit that gives back a part.
  /** It leaves the rest in the hold. */
  readonly restStaysHeld?: true;
  /** It gives the rest back in a second write. */
  readonly restInSecondWrite?: true;
  /** Its condition does not name the hold. */
  readonly restWithoutHold?: true;
  /** A run that settles takes all that is held, and not the stored amount. */
  readonly takesAll?: true;

  // Rows of payees.
  /** A run finishes, and puts the rows after that. */
  readonly rowsAfterFinal?: true;
  /** A run finishes once the first payee has its row. */
  readonly oneRowWillDo?: true;
  /** A payee gets its row once its own leg is settled. */
  readonly rowBeforeOtherLegs?: true;
  /** A row is put over the row that is there. */
  readonly rowPutBlindly?: true;
  /** An aborted transfer gets rows, too. */
  readonly rowsOfAborted?: true;
}
