import { MibProblem, type TransferRequest } from 'mib/client';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CONFIRM } from '../../texts/pay.ts';
import { announce } from '../../ui/announce.tsx';
import { writeDraft } from '../../ui/draft.ts';
import { addresses } from '../addresses.ts';
import type { Intent } from '../intent.ts';
import { metadataOf } from '../metadata-rows.ts';
import type { Payment } from '../payment.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { remember } from '../transfer/known.ts';
import { intents, payDraft } from './payments.ts';

/** A transfer is usually final by then. One that is not is shown live. */
const WAIT_SECONDS = 2;

/** A payment to confirm: what has become of it, in any tab, and what can be done. */
export interface ConfirmedPayment {
  readonly intent: Intent;
  /** Pays, under the key that the person saw. @throws what the client throws */
  readonly send: () => Promise<void>;
  /** Asks for a code or the password while the API wants one. */
  readonly dialog: ComponentChildren;
  /** Makes it another payment of the same content. */
  readonly again: () => void;
}

/** One intent to pay. However often it is sent, it is paid once. */
export function usePayment(payment: Payment): ConfirmedPayment {
  const { route } = useLocation();
  const [intent, setIntent] = useState(() => intents.peek().of(payment));
  const { confirmed, dialog } = useStepUp();
  useEffect(() => {
    // Another tab has got further with the same payment.
    const look = () => setIntent(intents.peek().of(payment));
    addEventListener('storage', look);
    return () => removeEventListener('storage', look);
  }, [payment]);

  const send = async () => {
    const all = intents.peek();
    const sending = all.sending(payment, intent.key);
    setIntent(sending);
    if (sending.state !== 'sent' || sending.key !== intent.key) return;
    try {
      const request = { ...requestOf(payment, sending.key), waitSeconds: WAIT_SECONDS };
      const { TxID, transaction } = await confirmed(() => client.peek().transfer(request));
      all.accepted(payment, sending.key, TxID);
      remember(transaction);
      writeDraft(payDraft.peek(), undefined);
      announce(CONFIRM.accepted);
      route(addresses.transaction(payment.from, TxID), true);
    } catch (error) {
      settle(error, payment, sending.key);
      setIntent(all.of(payment));
      throw error;
    }
  };
  const again = () => setIntent(intents.peek().again(payment));
  return { intent, send, dialog, again };
}

/** What an error means for the intent. After any other error its result is not known. */
function settle(error: unknown, payment: Payment, key: string): void {
  if (!(error instanceof MibProblem)) return;
  if (error.code === 'idempotency_key_reused') intents.peek().reused(payment, key);
  else if (error.status === 400 || error.status === 404 || error.code === 'step_up_required')
    intents.peek().refused(payment, key);
}

/** One payee alone is the short form of the client. */
function requestOf(payment: Payment, idempotencyKey: string): TransferRequest {
  const { from, payees, reference, note, holdUntil } = payment;
  const metadata = metadataOf(payment.metadata);
  const texts = { ...(reference && { reference }), ...(note && { note }), ...(metadata && { metadata }) };
  const options = { from, ...texts, idempotencyKey };
  const held = holdUntil ? { capture: 'manual' as const, expiresAt: new Date(holdUntil) } : {};
  const [sole] = payees;
  if (sole && payees.length === 1) return { ...options, ...sole, ...held };
  return { ...options, to: payees.map(({ to, amount }) => ({ to_id: to, amount })) };
}
