import { readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const ticksASecond = 100;
const userTicks = 11;
const systemTicks = 12;

/** User and system time of all threads of a process so far, s. By Linux' /proc. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command's name stands first, in brackets, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[userTicks]) + Number(fields[systemTicks])) / ticksASecond;
}

/** Resident memory of a process now. By Linux' /proc. */
export const rssMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
