import { AuditChain } from '../domain/audit.ts';
import type { AuditFault, AuditRecord } from '../domain/audit.ts';
import type { Ports } from './ports.ts';

const readAtOnce = 500;

/** All records in their order, as far as they go at the time; what is there at the end is returned. */
async function* recordsOf({ audit }: Pick<Ports, 'audit'>) {
  for (let after = 0; ;) {
    const { records, head } = await audit.read(after, readAtOnce);
    yield* records;
    // Where a stretch is missing nothing is read from it, and the log goes on behind it.
    after = Math.max(records.at(-1)?.n ?? 0, Math.min(head.n, after + readAtOnce));
    if (after >= head.n && records.length < readAtOnce) return head;
  }
}

/** The whole log, a line of JSON a record, with numbers and hashes. */
export async function exportActs(ports: Pick<Ports, 'audit'>, write: (line: string) => void): Promise<void> {
  for await (const record of recordsOf(ports)) write(lineOf(record));
}

const lineOf = ({ n, entry, previous, hash }: AuditRecord): string =>
  `${JSON.stringify({ n, ...entry, previous, hash })}\n`;

/** Reads the whole log and says where it is not as it was written. [AUD-4] */
export async function checkActs(
  ports: Pick<Ports, 'audit'>,
): Promise<{ readonly records: number; readonly faults: readonly AuditFault[] }> {
  const chain = new AuditChain();
  const all = recordsOf(ports);
  let records = 0;
  for (;;) {
    const next = await all.next();
    if (next.done) return { records, faults: chain.end(next.value) };
    chain.add(next.value);
    records += 1;
  }
}
