import { readFile } from 'node:fs/promises';

/**
 * In user and system mode: fields 14 and 15, in hundredths of a second. Source: proc_pid_stat(5) of
 * Linux.
 */
export async function cpuMs(pid: number): Promise<number> {
  const [, afterName = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ');
  const fields = afterName.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * The CPU time of all processes and the kernel, in ms: all fields but idle and iowait. Source:
 * proc_stat(5) of Linux.
 */
export async function machineCpuMs(): Promise<number> {
  const [all = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = all.split(/ +/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) * 10;
}

/**
 * The proportional set size, in MB: each shared page counts by its share. Source:
 * proc_pid_smaps(5) of Linux.
 */
export async function pssMb(pid: number): Promise<number> {
  const [, kb = '0'] = /^Pss: +(\d+) kB$/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Math.round(Number(kb) / 1024);
}
