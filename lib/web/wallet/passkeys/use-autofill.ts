import { createClient, type PasskeyAssertion } from 'mib/client';
import { useEffect, useState } from 'preact/hooks';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { hasPasskeyAutofill, offerPasskeys } from './authenticator.ts';

/** A challenge is good for five minutes: another one comes before. */
const RENEW_MS = 4 * 60_000;

export interface Autofill {
  /** Why the chosen passkey did not log in. */
  readonly problem: ProblemView | undefined;
  /** Offers passkeys again, after another request of the browser has ended the offer. */
  readonly again: () => void;
}

/**
 * Offers the person's passkeys in the list of the login field, which has `autocomplete="username webauthn"`. Nothing
 * happens where the browser cannot, or the API gives no challenge: the button is there.
 * @param isOn whether the field is there
 * @param logIn sends what the chosen passkey has signed
 */
export function useAutofill(isOn: boolean, logIn: (response: PasskeyAssertion) => Promise<void>): Autofill {
  const [problem, setProblem] = useState<ProblemView>();
  const [round, setRound] = useState(0);
  const again = () => setRound((times) => times + 1);
  useEffect(() => {
    if (!isOn) return;
    const ending = new AbortController();
    const renewal = setTimeout(again, RENEW_MS);
    void chosen(ending.signal).then(async (response) => {
      if (!response || ending.signal.aborted) return;
      clearTimeout(renewal);
      setProblem(undefined);
      await logIn(response).catch((error: unknown) => setProblem(problemViewOf(error, Date.now())));
    });
    return () => {
      clearTimeout(renewal);
      ending.abort();
    };
  }, [isOn, round]);
  return { problem, again };
}

/** What the passkey has signed that the person chooses; undefined if there is no offer, or it has ended. */
async function chosen(signal: AbortSignal): Promise<PasskeyAssertion | undefined> {
  if (!(await hasPasskeyAutofill()) || signal.aborted) return undefined;
  const anybody = createClient({ baseUrl: location.origin, retries: { attempts: 1 } });
  const options = await anybody.passkeyLoginOptions({ signal }).catch(() => undefined);
  return options && offerPasskeys(options, signal);
}
