import { asUserId } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import { fitsPerson } from '../../domain/fits-person.ts';
import { unreadableCursor } from '../../domain/unreadable-cursor.ts';
import { list, text } from './reply.ts';
import type { Shards } from './shards.ts';

/** Keys looked at in one step, and steps of one search: a page ends where they are used up, and the next one goes on there. */
const stepKeys = 500;
const mostSteps = 40;

/**
 * Looks through all people. No list of them is kept beside their records: it would be one more thing to be wrong, for a search that only admins make. So
 * the masters' keys are walked through, in no order; somebody may be answered twice.
 */
export async function searchPeople(
  shards: Shards,
  users: (ids: readonly UserId[]) => Promise<readonly (User | null)[]>,
  query: string,
  cursor: string | undefined,
  limit: number,
): Promise<{ readonly rows: readonly User[]; readonly next: string | null }> {
  const masters = [...shards.topology.masters()].toSorted();
  const parts = cursor === undefined ? ['', '0', '0', '0'] : /^(\d{1,4})\.(\d{1,20})\.(\d{1,6})$/.exec(cursor);
  if (!parts) throw unreadableCursor();
  let [index, place, skipped] = [Number(parts[1]), parts[2] ?? '0', Number(parts[3])];
  const rows: User[] = [];
  for (let step = 0; step < mostSteps && rows.length < limit; step += 1) {
    const master = masters[index];
    if (master === undefined) break;
    const [scanned] = await shards.pipeline(master, [['SCAN', place, 'COUNT', stepKeys, 'TYPE', 'hash']]);
    const [next, keys] = scanned === undefined || scanned instanceof Error ? [] : list(scanned);
    const found = await users(list(keys).flatMap((key) => userIn(shards, text(key)) ?? []));
    const fits = found.filter((user) => user !== null && fitsPerson(user, query)) as User[];
    const taken = fits.slice(skipped, skipped + limit - rows.length);
    rows.push(...taken);
    skipped += taken.length;
    if (skipped < fits.length) break;
    skipped = 0;
    place = text(next);
    // At its end, or away: then the others go on.
    if (place === '' || place === '0') [index, place] = [index + 1, '0'];
  }
  return { rows, next: index < masters.length ? `${index}.${place}.${skipped}` : null };
}

/** Whose record the key is; null for any other key, and for one of another installation. */
function userIn(shards: Shards, key: string): UserId | null {
  const prefix = shards.named('');
  const [, id] = key.startsWith(prefix) ? (/^\{(u_[\w-]+)\}:u$/.exec(key.slice(prefix.length)) ?? []) : [];
  return id === undefined ? null : asUserId(id);
}
