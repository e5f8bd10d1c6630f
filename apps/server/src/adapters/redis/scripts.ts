import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rightsByRole, rightsOf } from '../../domain/rights.ts';
import type { Place } from '../../domain/rights.ts';
import { roleMarks } from './role-marks.ts';

export type Script = { readonly text: string; readonly sha: string };

const beside = fileURLToPath(new URL('./lua/', import.meta.url));
const inSources = beside.replace(/([\\/])dist([\\/])adapters/, '$1src$2adapters');
/** The build of TypeScript carries no .lua files: it reads those of the sources, or a copy beside it where there are none. */
const directory = existsSync(inSources) ? inSources : beside;
const loaded = new Map<string, Script>();

/** `local rights_by_role = { public = { o = 1, m = 1 }, … }`: the table of domain/rights.ts, so that there is only one; and what reading needs. */
function rightsTable(): string {
  const ofPlace = (place: Place): string =>
    Object.entries(roleMarks)
      .map(([role, mark]) => `${mark} = ${rightsByRole[place][role as keyof typeof roleMarks]}`)
      .join(', ');
  const places = (Object.keys(rightsByRole) as Place[]).map((place) => `${place} = { ${ofPlace(place)} }`);
  return `local rights_by_role = { ${places.join(', ')} }\nlocal to_read = ${rightsOf('read')}\n`;
}

/** Includes that are no files. */
const generated: Readonly<Record<string, string>> = { _rights_by_role: rightsTable() };

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

/** A script of lua/ by its name. */
export function script(name: string): Script {
  const known = loaded.get(name);
  if (known) return known;
  const text = textOf(name, new Set());
  const made = { text, sha: createHash('sha1').update(text).digest('hex') };
  loaded.set(name, made);
  return made;
}
