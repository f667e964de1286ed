import { useEffect, useRef, useState } from 'preact/hooks';
import { shortId } from '../../ui/format.ts';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { saveFile } from '../../ui/save-file.ts';
import { apiQuery, type ListFilters, searchOf } from '../filters.ts';
import { client } from '../session.ts';
import { CsvFile } from './csv-file.ts';

/** How far an export is. */
export type ExportState =
  | { readonly kind: 'ready' | 'stopped' }
  | { readonly kind: 'running'; readonly rows: number }
  | { readonly kind: 'done'; readonly rows: number; readonly bytes: number }
  | { readonly kind: 'failed'; readonly problem: ProblemView };

/** Exports the transfers that pass the filters. Other filters stop it, and so does leaving the view. */
export function useExport(walletId: string, filters: ListFilters) {
  const [state, setState] = useState<ExportState>({ kind: 'ready' });
  const controller = useRef<AbortController>(undefined);
  const filter = searchOf(filters);
  useEffect(() => {
    setState({ kind: 'ready' });
    return () => controller.current?.abort();
  }, [walletId, filter]);

  const start = async () => {
    controller.current = new AbortController();
    const { signal } = controller.current;
    setState({ kind: 'running', rows: 0 });
    try {
      const file = new CsvFile();
      for await (const part of client.value.exportCsv(walletId, apiQuery(filters), { signal })) {
        file.add(part);
        setState({ kind: 'running', rows: file.rows });
      }
      const blob = file.blob();
      saveFile(blob, nameOf(walletId));
      setState({ kind: 'done', rows: file.rows, bytes: blob.size });
    } catch (error) {
      if (signal.aborted) setState({ kind: 'stopped' });
      else setState({ kind: 'failed', problem: problemViewOf(error, Date.now()) });
    }
  };
  return { state, start: () => void start(), stop: () => controller.current?.abort() };
}

/** File systems take names of 255 bytes, and ids are up to 512 digits. */
function nameOf(walletId: string): string {
  return `wallet-${shortId(walletId).replace('…', '-')}-${new Date().toISOString().slice(0, 10)}.csv`;
}
