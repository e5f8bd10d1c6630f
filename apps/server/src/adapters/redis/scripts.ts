import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { levels, rights, rightsTable } from '@rookery/protocol';
import type { Level } from '@rookery/protocol';
import { newestLevel } from '../../domain/data-levels.ts';
import { heldRights, mutedRights, placeRights, rankOf, rightsOf, roleRank } from '../../domain/rights.ts';
import type { Place } from '../../domain/rights.ts';
import { levelMarks } from './role-marks.ts';

export type Script = { readonly text: string; readonly sha: string };

const beside = fileURLToPath(new URL('./lua/', import.meta.url));
const inSources = beside.replace(/([\\/])dist([\\/])adapters/, '$1src$2adapters');
/** The build of TypeScript carries no .lua files: it reads those of the sources, or a copy beside it where there are none. */
const directory = existsSync(inSources) ? inSources : beside;
const loaded = new Map<string, Script>();

/** A table of Lua. */
const luaTable = (fields: Readonly<Record<string, string | number>>): string =>
  `{ ${Object.entries(fields)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}`)
    .join(', ')} }`;

const places = Object.keys(placeRights) as Place[];
/** By mark. */
const byMark = (valueOf: (level: Level) => number): string =>
  luaTable(Object.fromEntries(levels.map((level) => [levelMarks[level], valueOf(level)])));

const locals = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `local ${name} = ${value}\n`)
    .join('');

/** The table of domain/rights.ts, so that there is only one. A script builds it anew each time it runs, so what appends need is kept small. */
const rightsByRole = (): string =>
  locals({
    // Bits by place and mark: `publico` are an owner's in a public room.
    rights_by_role: luaTable(
      Object.fromEntries(
        places.flatMap((place) =>
          levels.map((level) => [`${place}${levelMarks[level]}`, heldRights(place, level)] as const),
        ),
      ),
    ),
    // How high a role stands against others.
    mark_ranks: byMark((level) => roleRank[level === 'guest' ? 'member' : level]),
    to_read: rightsOf('read'),
    to_mute: rightsOf('mute'),
    to_mention_all: rightsOf('mention_all'),
    muted_rights: mutedRights,
  });

/** What it takes to change the rights of a room. */
const rightsOfRooms = (): string =>
  locals({
    place_rights: luaTable(placeRights),
    right_bits: luaTable(Object.fromEntries(rights.map((right) => [right, rightsOf(right)]))),
    right_defaults: luaTable(rightsTable),
    level_ranks: luaTable(Object.fromEntries(levels.map((level) => [level, rankOf(level)]))),
    mark_levels: byMark(rankOf),
    marks: `{ ${levels.map((level) => `'${levelMarks[level]}'`).join(', ')} }`,
  });

/** Includes that are no files. */
const generated: Readonly<Record<string, string>> = {
  _rights_by_role: rightsByRole(),
  _rights_of_rooms: rightsOfRooms(),
};

/** The text of a file of lua/, with what it includes, and what that includes, each once and before what needs it. */
function textOf(name: string, included: Set<string>): string {
  const made = generated[name];
  if (made !== undefined) return made;
  return readFileSync(`${directory}${name}.lua`, 'utf8').replaceAll(/^--- include: (\w+)\n/gm, (_, part: string) => {
    if (included.has(part)) return '';
    included.add(part);
    return textOf(part, included);
  });
}

/**
 * Before every script: the level of what is kept in its slot is one that this version knows, and as high as the script needs (`--- level: N` in its header), or it does
 * nothing. [REL-3] The last argument says where it stands, after two digits: the level that the cluster has at least, which counts where the slot has none of its own, and
 * where it cannot be read here because the slot is just being moved.
 */
const levelTest = (needed: number): string =>
  `do
  local given = table.remove(ARGV)
  local level = redis.pcall('GET', string.sub(given, 3))
  level = math.max(tonumber(string.sub(given, 1, 2)), type(level) == 'string' and tonumber(level) or 1)
  if level > ${newestLevel} or level < ${needed} then return redis.error_reply('LEVEL ' .. level) end
end
`;

/** A script of lua/ by its name. */
export function script(name: string): Script {
  const known = loaded.get(name);
  if (known) return known;
  const own = textOf(name, new Set());
  const text = levelTest(Number(/^--- level: (\d+)$/m.exec(own)?.[1] ?? 1)) + own;
  const made = { text, sha: createHash('sha1').update(text).digest('hex') };
  loaded.set(name, made);
  return made;
}
