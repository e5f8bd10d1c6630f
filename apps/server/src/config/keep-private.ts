import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Rights of the group and of all others. */
const othersRights = 0o077;
/** What a server keeps in its directory: the database with its companions, copies of it, the lock, the process's number, the owner's link. */
const ownFile = /^(rookery\.|server\.pid$|setup\.url$)|\.(sqlite|backup|unfinished)(-\w+)?$/;

/**
 * Takes from everybody but this user what rights they have on the data directory and the files of it. Returns which had any: found wider, made by an
 * older version or by hand. What belongs to another user is left as it is. [OPS-24]
 */
export function keepPrivate(directory: string): readonly string[] {
  let files: string[];
  try {
    files = readdirSync(directory).filter((name) => ownFile.test(name));
  } catch {
    // Not there yet, or not readable, which opening the store says better.
    return [];
  }
  return [directory, ...files.map((name) => join(directory, name))].filter(narrow);
}

function narrow(path: string): boolean {
  try {
    const { mode } = statSync(path);
    if ((mode & othersRights) === 0) return false;
    chmodSync(path, mode & 0o700);
    return (statSync(path).mode & othersRights) === 0;
  } catch {
    return false;
  }
}
