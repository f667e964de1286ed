import { useEffect, useRef, useState } from 'preact/hooks';
import { digitsOf } from '../../../payment-file/amounts.ts';
import type { KeyedPayment } from '../../../payment-file/keyed.ts';
import type { RowResult } from '../../../payment-file/result.ts';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { storage } from '../pay/payments.ts';
import { client, session } from '../session.ts';
import { type ChosenFile, chosenFile, textOf } from './read-file.ts';
import { type Progress, runFile } from './run-file.ts';
import { readRun, removeRun, type StoredRun, writeRun } from './stored-run.ts';

/** How far the view is. */
export type FileState =
  | { readonly kind: 'choosing'; readonly unfinished: StoredRun | undefined }
  | { readonly kind: 'chosen'; readonly file: ChosenFile }
  | { readonly kind: 'running'; readonly rows: readonly KeyedPayment[]; readonly progress: Progress }
  | { readonly kind: 'done'; readonly rows: readonly KeyedPayment[]; readonly results: Map<number, RowResult> };

const owner = () => session.peek()?.login ?? '';
const unfinished = () => readRun(storage(), owner());
/** The file that has begun, if it is this one. */
const begunAs = ({ name, text, from }: Pick<StoredRun, 'name' | 'text' | 'from'>): StoredRun | undefined => {
  const known = unfinished();
  return known?.name === name && known.text === text && known.from === from ? known : undefined;
};
const progressOf = (run: StoredRun | undefined): Progress =>
  new Map(Object.entries(run?.rows ?? {}).map(([row, one]) => [Number(row), one]));

/** A file to pay: chosen, checked, paid, and done. Leaving the view stops it, and it can go on. */
export function usePayFile(from: string) {
  const [state, setState] = useState<FileState>(() => ({ kind: 'choosing', unfinished: unfinished() }));
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
  const fileOf = (file: Pick<StoredRun, 'name' | 'text' | 'from'>) => chosenFile(file, client.peek(), begunAs(file));
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
      const file = { name, text, from: payer };
      const known = begunAs(file);
      const start = progressOf(known);
      // A run keeps what its amounts meant as it began.
      const digits = known ? known.digits : digitsOf(rows);
      const onProgress = (progress: Progress) => {
        writeRun(storage(), owner(), { ...file, rows: Object.fromEntries(progress), digits });
        setState({ kind: 'running', rows, progress });
      };
      onProgress(start);
      const { signal } = controller.current;
      const results = await runFile(start, { client: client.peek(), rows, now: Date.now, signal, onProgress });
      setState({ kind: 'done', rows, results });
    });
  const goOn = () =>
    void attempt(async () => {
      const stored = unfinished();
      if (!stored) return setState({ kind: 'choosing', unfinished: undefined });
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
  const another = () => {
    setProblem(undefined);
    setState({ kind: 'choosing', unfinished: unfinished() });
  };
  return { state, problem, choose, pay, goOn, forget, another };
}
