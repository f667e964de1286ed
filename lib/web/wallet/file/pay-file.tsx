import { useId, useState } from 'preact/hooks';
import type { KeyedPayment } from '../../../payment-file/keyed.ts';
import { sumsOf } from '../../../payment-file/payment.ts';
import { type RowResult, resultCsv } from '../../../payment-file/result.ts';
import { PAY } from '../../texts/pay.ts';
import { PAY_FILE } from '../../texts/pay-file.ts';
import { Card } from '../../ui/card.tsx';
import { shortId } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { addresses } from '../addresses.ts';
import { WalletPicker } from '../pay/wallet-picker.tsx';
import { PaymentTable, ProblemTable } from './file-tables.tsx';
import type { LeftFile } from './left-files.ts';
import type { ChosenFile } from './read-file.ts';
import type { Progress } from './run-file.ts';
import type { StoredRun } from './stored-run.ts';
import { usePayFile } from './use-pay-file.ts';

/** Pays each row of a CSV file once: choose, check, pay, download the result. */
export function PayFile() {
  const [from, setFrom] = useState('');
  const { state, problem, dialog, choose, pay, goOn, forget, forgetLeftFile, another } = usePayFile(from);
  return (
    <Page title={PAY_FILE.title} back={{ href: addresses.pay, label: PAY.title }}>
      <div class="flex flex-col gap-5">
        {state.kind === 'choosing' && state.unfinished && (
          <Unfinished run={state.unfinished} onGoOn={goOn} onForget={forget} />
        )}
        {state.kind === 'choosing' &&
          state.left.map((left) => <Left key={left.name} left={left} onForget={forgetLeftFile} />)}
        {(state.kind === 'choosing' || state.kind === 'chosen') && (
          <>
            <p>{PAY_FILE.lead}</p>
            <WalletPicker {...PAY_FILE.payer} value={from} onValue={setFrom} error={undefined} amount={undefined} />
            <FileField onFile={choose} />
          </>
        )}
        {state.kind === 'chosen' && <Checked file={state.file} onPay={pay} />}
        {dialog}
        {state.kind === 'looking' && <Looking />}
        {state.kind === 'running' && <Running rows={state.rows} progress={state.progress} />}
        {state.kind === 'done' && <Done {...state} onForget={forget} />}
        {problem && <Problem problem={problem} onRetry={state.kind === 'running' ? goOn : undefined} />}
        {problem && (state.kind === 'running' || state.kind === 'looking') && (
          <button type="button" class="btn" onClick={another}>
            {PAY_FILE.other}
          </button>
        )}
      </div>
    </Page>
  );
}

function Unfinished({ run, onGoOn, onForget }: { run: StoredRun; onGoOn: () => void; onForget: () => void }) {
  const all = Object.values(run.rows);
  const accepted = all.filter(({ TxID }) => TxID !== undefined).length;
  const total = run.text.split('\n').filter((line) => line.trim() !== '').length - 1;
  return (
    <Notice tone="warning" title={PAY_FILE.unfinished(run.name)}>
      <p>{PAY_FILE.accepted(format.count(accepted), format.count(total))}</p>
      <p class="mt-1">{PAY_FILE.forgetAgain}</p>
      <div class="mt-3 flex flex-wrap gap-2">
        <button type="button" class="btn btn-primary btn-sm" onClick={onGoOn}>
          {PAY_FILE.goOn}
        </button>
        <button type="button" class="btn btn-sm" onClick={onForget}>
          {PAY_FILE.forget}
        </button>
      </div>
    </Notice>
  );
}

/** A file that was left unfinished by a log-out. Its rows are not stored: the person chooses it again. */
function Left({ left: { name, since, accepted }, onForget }: { left: LeftFile; onForget: (name: string) => void }) {
  return (
    <Notice tone="warning" title={PAY_FILE.unfinished(name)}>
      <p>{PAY_FILE.left(format.count(accepted), format.timeShort(new Date(since).toISOString()))}</p>
      <p class="mt-1">{PAY_FILE.forgetAgain}</p>
      <button type="button" class="btn btn-sm mt-3" onClick={() => onForget(name)}>
        {PAY_FILE.forget}
      </button>
    </Notice>
  );
}

function Looking() {
  return (
    <Card>
      <p role="status">{PAY_FILE.looking}</p>
    </Card>
  );
}

/** The control takes a dropped file in every browser. */
function FileField({ onFile }: { onFile: (file: File) => void }) {
  const id = useId();
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-sm font-medium">
        {PAY_FILE.choose}
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        class="file-input border-base-300 h-24 w-full border-dashed"
        aria-describedby={`${id}-about`}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file can be chosen again after it was mended.
          currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
      <p id={`${id}-about`} class="text-quiet text-sm">
        {PAY_FILE.drop} {PAY_FILE.hint}
      </p>
    </div>
  );
}

function Checked({ file, onPay }: { file: ChosenFile; onPay: () => void }) {
  if ('problems' in file) {
    return (
      <Card title={file.name}>
        <p role="alert" class="text-error mb-3 font-medium">
          {PAY_FILE.problems(format.count(file.problems.length))}
        </p>
        <ProblemTable problems={file.problems} />
      </Card>
    );
  }
  return (
    <>
      <Card title={file.name}>
        <div role="status">
          <ul class="mb-3 flex flex-col gap-1">
            {sumsOf(file.rows).map(({ from, count, sum, currency }) => (
              <li key={from}>
                {PAY_FILE.sum(format.count(count), shortId(from), format.amount(sum.toString(), currency))}
              </li>
            ))}
          </ul>
        </div>
        <PaymentTable payments={file.rows} />
      </Card>
      <button type="button" class="btn btn-primary btn-lg" onClick={onPay}>
        {PAY_FILE.submit(format.count(file.rows.length))}
      </button>
    </>
  );
}

function Running({ rows, progress }: { rows: readonly KeyedPayment[]; progress: Progress }) {
  const done = [...progress.values()].filter(({ TxID, refused }) => TxID !== undefined || refused).length;
  const text = done < rows.length ? PAY_FILE.running(format.count(done), format.count(rows.length)) : PAY_FILE.waiting;
  return (
    <Card>
      <p role="status" class="mb-2">
        {text}
      </p>
      <progress class="progress progress-primary" value={done} max={rows.length} aria-label={PAY_FILE.title} />
      <p class="text-quiet mt-2 text-sm">{PAY_FILE.keepOpen}</p>
    </Card>
  );
}

interface DoneProps {
  readonly rows: readonly KeyedPayment[];
  readonly results: ReadonlyMap<number, RowResult>;
  readonly onForget: () => void;
}

function Done({ rows, results, onForget }: DoneProps) {
  const statusOf = ({ row }: KeyedPayment) => {
    const result = results.get(row);
    return !result ? 'NOT_SENT' : 'error' in result ? 'REFUSED' : result.status;
  };
  const byStatus = [...Map.groupBy(rows, statusOf)];
  const isAll = byStatus.every(([status]) => status === 'SUCCESSFUL');
  const save = () => {
    const csv = resultCsv(rows, (row) => results.get(row));
    saveFile(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'payments-result.csv');
  };
  return (
    <Card title={isAll ? PAY_FILE.done : PAY_FILE.doneInPart}>
      <div role="status">
        <ul class="mb-3">
          {byStatus.map(([status, theirs]) => (
            <li key={status}>{PAY_FILE.count(format.count(theirs.length), status)}</li>
          ))}
        </ul>
      </div>
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-primary" onClick={save}>
          {PAY_FILE.download}
        </button>
        <button type="button" class="btn" onClick={onForget}>
          {PAY_FILE.other}
        </button>
      </div>
    </Card>
  );
}
