import type { OpenLoop } from './open-loop.ts';
import type { Percentiles } from './percentiles.ts';
import { count, list, table } from './table.ts';

/** The tables of the open loop, by their places in docs/performance.md. */
export function openLoopTables({
  phases,
  capacity,
  seconds,
  generator,
  machineLoad,
}: OpenLoop): Record<string, string> {
  return {
    'open-loop': table(
      [
        'times the capacity',
        'a second',
        'sent',
        'not sent',
        'responses',
        'final status of the accepted',
        'accepted p50, p99 ms',
        'refused p50, p99 ms',
        'final p50, p99 ms',
      ],
      phases.map((phase) => [
        phase.times,
        phase.rate,
        count(phase.sent),
        count(phase.dropped),
        list(phase.responses),
        list(phase.ends),
        bothOf(phase.acceptance),
        bothOf(phase.refusal),
        bothOf(phase.final),
      ]),
    ),
    'open-loop-machine': table(
      [
        'times the capacity',
        'MB before',
        'MB at the peak',
        'MB after',
        'cores of the stack',
        'cores of the generator',
        'other cores',
        'failed reads',
        'read p50, p99 ms',
        'single transfer before, p99 ms',
        'as before after',
      ],
      phases.map(({ times, memory, cores, reads, single }) => [
        times,
        memory?.before ?? '',
        memory?.peak ?? '',
        memory?.after ?? '',
        cores?.stack ?? '',
        cores?.generator ?? '',
        cores?.others ?? '',
        `${reads.failed} of ${reads.sent}`,
        bothOf(reads.times),
        single.before,
        single.usualAfter === null ? 'not in time' : `${single.usualAfter} s`,
      ]),
    ),
    'open-loop-load': [
      `The capacity is ${capacity} transfers a second, measured by 64 workers in a closed loop.`,
      `${generator} sent ${seconds} s at each rate. The load average before was ${machineLoad}.`,
    ].join(' '),
  };
}

function bothOf(of: Percentiles | undefined): string {
  return of ? `${of.p50}, ${of.p99}` : '';
}
