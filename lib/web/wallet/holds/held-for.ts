/** What is held for a wallet of the person. */
export interface HeldFor {
  readonly walletId: string;
  readonly TxID: string;
  /** The wallet that pays. */
  readonly fromId: string;
  /** Minor units without a sign. */
  readonly amount: string;
  readonly currency: string;
}
