const MAX_REMEMBERED = 1_000;

/** The paying wallets of the last transfers: the API finds a transfer by wallet and id. */
export class Payers {
  readonly #walletIds = new Map<string, string>();

  remember(TxID: string, walletId: string): void {
    this.#walletIds.set(TxID, walletId);
    const [oldest] = this.#walletIds.keys();
    if (this.#walletIds.size > MAX_REMEMBERED && oldest !== undefined) this.#walletIds.delete(oldest);
  }

  /** @throws TypeError if the transfer is not one of the last transfers of this client */
  walletOf(TxID: string): string {
    const walletId = this.#walletIds.get(TxID);
    if (walletId === undefined)
      throw new TypeError(`walletId is required: transfer ${TxID} is not one of the last transfers of this client`);
    return walletId;
  }
}
