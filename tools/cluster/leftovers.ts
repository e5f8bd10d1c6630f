import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

export const clusterFile = z.object({
  processes: z.array(
    z.object({
      name: z.string(),
      role: z.enum(['server', 'redis-master', 'redis-replica', 'nginx']),
      pid: z.number(),
      port: z.number(),
      log: z.string(),
    }),
  ),
  /** When each process began, in the kernel's ticks: a pid alone may be somebody else's by now. */
  started: z.optional(z.record(z.string(), z.string())),
});
export type ClusterFile = z.infer<typeof clusterFile>;

/** When a process began, or null where there is none. */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Ends what a launcher that was killed left running: exactly the processes that its file names. */
export async function endLeftovers(file: string): Promise<number> {
  if (!existsSync(file)) return 0;
  let parsed;
  try {
    parsed = clusterFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return 0;
  }
  if (!parsed.success) return 0;
  const { processes, started = {} } = parsed.data;
  const left = processes.filter(({ pid }) => isOurs(pid, started[pid]));
  const end = (signal: NodeJS.Signals): void => {
    for (const { pid } of left) {
      if (!isOurs(pid, started[pid])) continue;
      try {
        process.kill(pid, signal);
      } catch {
        // Gone in this moment.
      }
    }
  };
  end('SIGCONT');
  end('SIGTERM');
  for (let waited = 0; waited < 30 && left.some(({ pid }) => isOurs(pid, started[pid])); waited += 1) await pause(100);
  end('SIGKILL');
  return left.length;
}

function isOurs(pid: number, began: string | undefined): boolean {
  const now = startOf(pid);
  if (now === null || now !== began) return false;
  try {
    return /(redis|valkey|nginx|node)[^/]*$/.test(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return false;
  }
}
