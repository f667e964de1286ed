import type { ComponentChildren } from 'preact';
import type { Payment, RowProblem } from '../../../payment-file/payment.ts';
import { PAY_FILE } from '../../texts/pay-file.ts';
import { ColumnNames } from '../../ui/column-names.tsx';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';

/** The most rows of a table: a page with more is slow. All rows of the file are checked. */
const SHOWN = 100;

/** The first payments of a file. */
export function PaymentTable({ payments }: { payments: readonly Payment[] }) {
  return (
    <Table label={PAY_FILE.tableOfRows} total={payments.length}>
      <ColumnNames
        names={[PAY_FILE.row, PAY_FILE.from, PAY_FILE.to, PAY_FILE.amount, PAY_FILE.reference, PAY_FILE.note]}
      />
      <tbody>
        {payments.slice(0, SHOWN).map(({ row, from, to, amount, currency, reference, note }) => (
          <tr key={row}>
            <td>{row}</td>
            <td>{shortId(from)}</td>
            <td>{shortId(to)}</td>
            <td class="text-right">
              <Money amount={amount} currency={currency} />
            </td>
            <td class="[overflow-wrap:anywhere]">{reference}</td>
            <td class="[overflow-wrap:anywhere]">{note}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The first mistakes of a file. */
export function ProblemTable({ problems }: { problems: readonly RowProblem[] }) {
  return (
    <Table label={PAY_FILE.tableOfProblems} total={problems.length}>
      <ColumnNames names={[PAY_FILE.row, PAY_FILE.column, PAY_FILE.message]} />
      <tbody>
        {problems.slice(0, SHOWN).map(({ row, column, message }) => (
          <tr key={`${row} ${column} ${message}`}>
            <td>{row}</td>
            <td>
              <code>{column}</code>
            </td>
            <td class="[overflow-wrap:anywhere]">{message}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A table that scrolls by itself, also by keyboard. */
function Table({ label, total, children }: { label: string; total: number; children: ComponentChildren }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <section class="max-h-96 overflow-auto" aria-label={label} tabIndex={0}>
        <table class="table table-sm">{children}</table>
      </section>
      {total > SHOWN && <p class="text-quiet text-sm">{PAY_FILE.more(format.count(total - SHOWN))}</p>}
    </>
  );
}
