import type { Log } from '../ops/log.ts';
import type { Inventory } from '../ports/inventory.ts';

const everyMs = 10 * 60_000;
/** Of what the store may take: from there on whoever looks after the server has weeks rather than hours, mostly. */
const saidFrom = 0.7;

/** Says when the memory of the store fills, long before it is full: what is written then is refused. Call the returned function to stop. */
export function watchMemory(inventory: Pick<Inventory, 'take'>, log: Log): () => void {
  let isOver = false;
  const look = async (): Promise<void> => {
    const use = await inventory.take().catch(() => null);
    if (isOver || use?.kept !== 'memory' || use.freeBytes === null) return;
    const share = use.bytes / Math.max(1, use.bytes + use.freeBytes);
    if (share >= saidFrom)
      log.warn({
        event: 'memory.filling',
        percent: Math.round(100 * share),
        freeBytes: use.freeBytes,
        message:
          'Redis’ memory fills: add a shard, raise maxmemory, or let old messages go to ROOKERY_BLOCKS (docs/operations/history.md).',
      });
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  void look();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
