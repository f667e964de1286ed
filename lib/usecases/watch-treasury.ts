import { NO_CURRENCY } from '../domain/currency.ts';
import { type Issuing, limitsOf } from '../domain/issuing.ts';
import { isFinalEvent, isTransferEvent, type PublishedEvent } from '../domain/published-event.ts';
import { isReservedWallet } from '../domain/treasury.ts';
import { logger } from '../observability/logger.ts';
import { putIssued, putRetired } from '../observability/metrics.ts';

/**
 * Says of each payment from the treasury and to it that money was issued or retired, however it was ordered:
 * the journal has each of them. An event may come twice, and is said twice then.
 */
export function watchTreasury(events: readonly PublishedEvent[], issuing: Issuing): void {
  for (const event of events) {
    if (!isTransferEvent(event) || !isFinalEvent(event) || event.status !== 'SUCCESSFUL') continue;
    const { TxID: tx_id, from_id, to, currency = NO_CURRENCY } = event;
    if (isReservedWallet(from_id)) {
      const amount = BigInt(event.amount);
      const large = amount > limitsOf(issuing, currency).alarmAbove;
      logger.info('money issued', { tx_id, issued: event.amount, currency, large });
      putIssued({ currency, amount, large });
    }
    for (const { to_id, amount } of to) {
      if (!isReservedWallet(to_id)) continue;
      logger.info('money retired', { tx_id, retired: amount, currency });
      putRetired({ currency, amount: BigInt(amount) });
    }
  }
}
