const REMEMBERED = 1_000;

/** From which wallet the last transfers of this client were paid: the API finds a transfer by both. */
export class Payers {
  readonly #walletIds = new Map<string, string>();

  remember(TxID: string, walletId: string): void {
    this.#walletIds.set(TxID, walletId);
    const [oldest] = this.#walletIds.keys();
    if (this.#walletIds.size > REMEMBERED && oldest !== undefined) this.#walletIds.delete(oldest);
  }

  /** @throws TypeError if the transfer is not one of the last of this client */
  walletOf(TxID: string): string {
    const walletId = this.#walletIds.get(TxID);
    if (walletId === undefined) throw new TypeError(`say the walletId: this client did not make transfer ${TxID}`);
    return walletId;
  }
}
