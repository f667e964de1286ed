import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { focusFirstError } from './field.tsx';
import { type ProblemView, problemViewOf } from './problem-view.ts';

/** A form that is sent. */
export interface Submission {
  readonly problem: ProblemView | undefined;
  readonly isBusy: boolean;
  readonly submit: (event?: Event) => void;
}

/**
 * Sends a form once at a time. Afterwards the first field with an error has the focus.
 * @param send checks the form and sends it; what it throws is the problem
 */
export function useSubmit(form: RefObject<HTMLFormElement | null>, send: () => Promise<void>): Submission {
  const [problem, setProblem] = useState<ProblemView>();
  const [isBusy, setBusy] = useState(false);
  const [ended, setEnded] = useState(0);
  const isRunning = useRef(false);
  useEffect(() => {
    if (ended > 0 && form.current) focusFirstError(form.current);
  }, [form, ended]);
  const run = async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await send();
    } catch (error) {
      setProblem(problemViewOf(error, Date.now()));
    } finally {
      isRunning.current = false;
      setBusy(false);
      setEnded((times) => times + 1);
    }
  };
  const submit = (event?: Event) => {
    event?.preventDefault();
    void run();
  };
  return { problem, isBusy, submit };
}
