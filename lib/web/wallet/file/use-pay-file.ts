import { useEffect, useRef, useState } from 'preact/hooks';
import { digitsOf } from '../../../payment-file/amounts.ts';
import type { KeyedPayment } from '../../../payment-file/keyed.ts';
import type { RowResult } from '../../../payment-file/result.ts';
import { PAY_FILE } from '../../texts/pay-file.ts';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { storage } from '../pay/payments.ts';
import { client, session } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { findLeft } from './find-left.ts';
import { forgetLeft, type LeftFile, leaveRun, leftFile, leftFiles, leftOf } from './left-files.ts';
import { type ChosenFile, chosenFile, textOf } from './read-file.ts';
import { type Progress, runFile } from './run-file.ts';
import { readRun, removeRun, type StoredRun, writeRun } from './stored-run.ts';

/** How far the view is. */
export type FileState =
  | { readonly kind: 'choosing'; readonly unfinished: StoredRun | undefined; readonly left: readonly LeftFile[] }
  | { readonly kind: 'chosen'; readonly file: ChosenFile }
  | { readonly kind: 'looking' }
  | { readonly kind: 'running'; readonly rows: readonly KeyedPayment[]; readonly progress: Progress }
  | { readonly kind: 'done'; readonly rows: readonly KeyedPayment[]; readonly results: Map<number, RowResult> };

const owner = () => session.peek()?.login ?? '';
const unfinished = () => readRun(storage(), owner());
/** The file that has begun, if it is this one. */
const begunAs = ({ name, text, from }: Pick<StoredRun, 'name' | 'text' | 'from'>): StoredRun | undefined => {
  const known = unfinished();
  return known?.name === name && known.text === text && known.from === from ? known : undefined;
};
const choosing = (): FileState => ({
  kind: 'choosing',
  unfinished: unfinished(),
  left: leftFiles(storage(), owner()),
});
const progressOf = (run: StoredRun | undefined): Progress =>
  new Map(Object.entries(run?.rows ?? {}).map(([row, one]) => [Number(row), one]));

/** A file to pay: chosen, checked, paid, and done. Leaving the view stops it, and it can go on. */
export function usePayFile(from: string) {
  const { confirmed, dialog } = useStepUp();
  const [state, setState] = useState(choosing);
  const [problem, setProblem] = useState<ProblemView>();
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);

  const attempt = async (work: () => Promise<void>) => {
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      if (!controller.current.signal.aborted) setProblem(problemViewOf(error, Date.now()));
    }
  };
  const fileOf = (file: Pick<StoredRun, 'name' | 'text' | 'from'>) =>
    chosenFile(file, client.peek(), begunAs(file) ?? leftUnder(file.name));
  const check = (name: string, text: string, payer: string) =>
    attempt(async () => setState({ kind: 'chosen', file: await fileOf({ name, text, from: payer }) }));
  // Another payer makes other rows of the same file.
  const [chosen, setChosen] = useState<{ name: string; text: string }>();
  useEffect(() => {
    if (chosen && state.kind === 'chosen') void check(chosen.name, chosen.text, from);
  }, [from]);

  const choose = (file: File) =>
    void attempt(async () => {
      const text = await textOf(file);
      setChosen({ name: file.name, text });
      await check(file.name, text, from);
    });
  const run = (name: string, text: string, payer: string, rows: readonly KeyedPayment[]) =>
    attempt(async () => {
      const { signal } = controller.current;
      const whose = owner();
      const file = { name, text, from: payer };
      const known = begunAs(file);
      const left = known ? undefined : leftUnder(name);
      if (left) setState({ kind: 'looking' });
      const start = left ? await findLeft(left, rows, { client: client.peek(), signal }) : progressOf(known);
      // Another file is unfinished: paying this one does not forget it.
      if (unfinished()?.name !== name) leaveRun(storage(), whose);
      // A run keeps what its amounts meant as it began.
      const begun = known ?? left;
      const digits = begun ? begun.digits : digitsOf(rows);
      const onProgress = (progress: Progress) => {
        // The person has logged out, maybe in another tab: what is stored has forgotten the rows.
        if (owner() !== whose) throw new Error(PAY_FILE.loggedOut);
        writeRun(storage(), whose, { ...file, rows: Object.fromEntries(progress), digits, total: rows.length });
        setState({ kind: 'running', rows, progress });
      };
      onProgress(start);
      forgetLeft(storage(), whose, name);
      const results = await runFile(start, {
        client: client.peek(),
        rows,
        now: Date.now,
        signal,
        confirmed,
        onProgress,
      });
      setState({ kind: 'done', rows, results });
    });
  const goOn = () =>
    void attempt(async () => {
      const stored = unfinished();
      if (!stored) return setState(choosing());
      const file = await fileOf(stored);
      if ('rows' in file) await run(stored.name, stored.text, stored.from, file.rows);
    });
  const pay = () => {
    if (state.kind === 'chosen' && 'rows' in state.file) {
      const { name, text, rows } = state.file;
      void run(name, text, from, rows);
    }
  };
  const forget = () => {
    removeRun(storage(), owner());
    another();
  };
  const forgetLeftFile = (name: string) => {
    forgetLeft(storage(), owner(), name);
    another();
  };
  const another = () => {
    setProblem(undefined);
    setState(choosing());
  };
  return { state, problem, dialog, choose, pay, goOn, forget, forgetLeftFile, another };
}

/** What is remembered of an unfinished file of this name: of the rows that are stored, or after them. */
function leftUnder(name: string): LeftFile | undefined {
  const known = unfinished();
  return (known?.name === name ? leftOf(known) : undefined) ?? leftFile(storage(), owner(), name);
}
