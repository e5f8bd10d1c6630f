import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

const ownAddress = 1;
const inode = 9;

/** The local TCP ports (IPv4) that a process has open, by Linux' /proc; none once it has ended. */
export function portsOf(pid: number): ReadonlySet<number> {
  const ports = new Set<number>();
  try {
    const folder = `/proc/${pid}/fd`;
    const open = new Set(readdirSync(folder).map((file) => linkOf(`${folder}/${file}`)));
    for (const line of readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      const port = columns[ownAddress]?.split(':')[1];
      if (port !== undefined && open.has(`socket:[${columns[inode]}]`)) ports.add(Number.parseInt(port, 16));
    }
  } catch (error) {
    if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  return ports;
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return ''; // closed in this moment
  }
}
