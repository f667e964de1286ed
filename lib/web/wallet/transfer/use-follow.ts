import type { TransactionDetail } from 'mib/client';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { shownStatus } from '../../texts/transfers.ts';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { useRefresh } from '../../ui/use-refresh.ts';
import { client } from '../session.ts';
import { recall } from './known.ts';

/** After a problem that may pass, the transfer is followed again by itself. */
const RESUME_MS = 5_000;

/** A held payment may stay so for a month. It is looked at as often as a balance. */
const HELD_MS = 5_000;

/** A transfer as far as it is known. */
export interface Followed {
  readonly transfer: TransactionDetail | undefined;
  readonly problem: ProblemView | undefined;
  /** Follows it again at once, after a problem. */
  readonly resume: () => void;
  /** Shows a later state, which another call has got. */
  readonly show: (transfer: TransactionDetail) => void;
}

/** Follows a transfer until it is final. One that a payment has ended in is final already. */
export function useFollow(walletId: string, TxID: string): Followed {
  const [transfer, setTransfer] = useState(() => recall(walletId, TxID));
  const [problem, setProblem] = useState<ProblemView>();
  const [attempt, setAttempt] = useState(0);
  const resume = useCallback(() => setAttempt((attempts) => attempts + 1), []);
  const api = client.value;
  // Each attempt follows again.
  useEffect(() => {
    if (recall(walletId, TxID)) return;
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async () => {
      for await (const state of api.follow(TxID, { walletId, signal })) {
        setTransfer(state);
        setProblem(undefined);
        if (isHeld(state)) return;
      }
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    follow().catch((error: unknown) => {
      if (signal.aborted) return;
      const view = problemViewOf(error, Date.now());
      setProblem(view);
      if (view.isTransient && view.retryAt === undefined) timer = setTimeout(resume, RESUME_MS);
    });
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [api, walletId, TxID, attempt]);
  const isWaiting = transfer !== undefined && isHeld(transfer);
  const look = useCallback(() => {
    if (isWaiting) resume();
  }, [isWaiting, resume]);
  useRefresh(look, HELD_MS);
  return { transfer, problem, resume, show: setTransfer };
}

function isHeld({ status, note }: TransactionDetail): boolean {
  const shown = shownStatus(status, note);
  return shown === 'AUTHORISED' || shown === 'AWAITING';
}
