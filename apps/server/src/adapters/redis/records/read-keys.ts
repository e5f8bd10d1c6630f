import type { Reply } from '../reply.ts';
import { list, text } from '../reply.ts';
import { script } from '../scripts.ts';
import type { Shards } from '../shards.ts';

/** Keys looked at in one SCAN. */
const scannedAtOnce = 2_000;

/** A hash, a sorted set, a list, a stream; or one field of a hash, one member's score. */
export type KeyKind = 'h' | 'z' | 'l' | 'x' | `h:${string}` | `z:${string}`;

/** Several keys of one slot in one moment. */
export async function readKeys(
  shards: Shards,
  keys: readonly (readonly [string, KeyKind])[],
): Promise<readonly Reply[]> {
  return list(
    await shards.run({
      script: script('read-many'),
      keys: keys.map(([key]) => key),
      args: keys.map(([, kind]) => kind),
    }),
  );
}

/** Of a hash, or a sorted set with its scores. */
export function pairs(reply: Reply | undefined): (readonly [string, string])[] {
  const flat = list(reply);
  return Array.from({ length: flat.length / 2 }, (_, index) => [text(flat[2 * index]), text(flat[2 * index + 1])]);
}
export const fields = (reply: Reply | undefined): ReadonlyMap<string, string> => new Map(pairs(reply));

/**
 * All keys of the installation, without its prefix, that match a pattern of Redis. A key whose slot moves meanwhile may come twice. What does not match costs a master a look, and nothing else.
 */
export async function eachKey(shards: Shards, see: (key: string) => void, pattern = '*'): Promise<void> {
  const prefix = shards.named('');
  await Promise.all(
    shards.topology.masters().map(async (master) => {
      let cursor = '0';
      do {
        const [answer] = await shards.pipeline(master, [
          ['SCAN', cursor, 'MATCH', `${prefix}${pattern}`, 'COUNT', scannedAtOnce],
        ]);
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
        const [next, found] = list(answer);
        for (const one of list(found)) {
          const key = text(one).slice(prefix.length);
          // Without a prefix: those of others have a slash before their tag.
          if (/^[^/{]*\{/.test(key)) see(key);
        }
        cursor = text(next);
      } while (cursor !== '0');
    }),
  );
}
