import { useEffect, useRef, useState } from 'preact/hooks';
import { shortId } from '../../ui/format.ts';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { saveFile } from '../../ui/save-file.ts';
import { CsvFile } from './csv-file.ts';

/** How far an export is. */
export type ExportState =
  | { readonly kind: 'ready' | 'stopped' }
  | { readonly kind: 'running'; readonly rows: number }
  | { readonly kind: 'done'; readonly rows: number; readonly bytes: number }
  | { readonly kind: 'failed'; readonly problem: ProblemView };

/** The file to make. */
export interface ExportedFile {
  readonly walletId: string;
  /** What its name begins with. */
  readonly name: string;
  /** Says what is in it. Another one stops the export. */
  readonly key: string;
  /** Its parts, as the API has them. */
  readonly parts: (signal: AbortSignal) => AsyncIterable<string>;
}

/** Exports a list as a file. Another list stops it, and so does leaving the view. */
export function useExport({ walletId, name, key, parts }: ExportedFile) {
  const [state, setState] = useState<ExportState>({ kind: 'ready' });
  const controller = useRef<AbortController>(undefined);
  useEffect(() => {
    setState({ kind: 'ready' });
    return () => controller.current?.abort();
  }, [walletId, key]);

  const start = async () => {
    controller.current = new AbortController();
    const { signal } = controller.current;
    setState({ kind: 'running', rows: 0 });
    try {
      const file = new CsvFile();
      for await (const part of parts(signal)) {
        file.add(part);
        setState({ kind: 'running', rows: file.rows });
      }
      const blob = file.blob();
      saveFile(blob, nameOf(name, walletId));
      setState({ kind: 'done', rows: file.rows, bytes: blob.size });
    } catch (error) {
      if (signal.aborted) setState({ kind: 'stopped' });
      else setState({ kind: 'failed', problem: problemViewOf(error, Date.now()) });
    }
  };
  return { state, start: () => void start(), stop: () => controller.current?.abort() };
}

/** File systems take names of 255 bytes, and ids are up to 512 digits. */
function nameOf(name: string, walletId: string): string {
  return `${name}-${shortId(walletId).replace('…', '-')}-${new Date().toISOString().slice(0, 10)}.csv`;
}
