import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestLevel } from '../../domain/data-levels.ts';
import { StartupError } from '../../domain/startup-error.ts';
import { installationKey, writtenKey } from './keys.ts';
import { list, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

export type Installation = {
  /** As the setting has it; '' for none. */
  readonly name: string;
  /** Where this node remembers whose keys it has used; null: nowhere. */
  readonly dataDir: string | null;
};

/** What a node remembers of the keys under one prefix. */
type Remembered = { readonly prefix: string; readonly id: string };

/** What stands among the keys. `level`: of what is kept in them (ports/data-level.ts). */
type Mark = { readonly id: string; readonly name: string; readonly level: number };

/**
 * What stands in the place of the name from level 2 on. Nodes of 0.6.0 and before know no levels, but refuse to start where they find another name than their own; no
 * setting can name this one.
 */
export const nameForOlderNodes = 'that only Rookery 0.7.0 or newer can read';

/** Keys looked at in one SCAN. */
const scannedAtOnce = 5_000;

/**
 * Makes sure that the keys of this Redis, under this prefix, are those of this installation, and of a level that this node can read, and answers its id and that level: two
 * that share keys would be one, with each other's people and messages. Throws `StartupError` where they are not. [CLU-12] [REL-3]
 *
 * A mark among the keys has an id, made by the first node that came, and a name. The name is the setting's: nodes that have another one are another
 * installation's. Nodes without a name are told apart by what their directory remembers of the last time: one that was here before
 * under another id has come to the wrong Redis. A new node without a name belongs to whatever it finds. Keys of before 0.3.0 have no
 * mark: they are those of an installation without a name.
 */
export async function claimKeys(shards: Shards, { name, dataDir }: Installation): Promise<Pick<Mark, 'id' | 'level'>> {
  const prefix = shards.named('');
  const remembered = dataDir === null ? null : readRemembered(dataDir, prefix);
  const unfinished = await readUnfinished(shards);
  if (unfinished !== '') throw new StartupError(isUnfinished(unfinished));
  const mark = (await readMark(shards)) ?? (await leaveMark(shards, name, remembered));
  if (mark.level > newestLevel) throw isNewer(mark.level);
  if (mark.name !== name) throw new StartupError(isAnothers(mark.name, name));
  if (dataDir === null) return mark;
  if (remembered === null) remember(dataDir, { prefix, id: mark.id });
  else if (remembered !== mark.id)
    throw new StartupError(
      `Redis holds the messages of another installation than the one that ${fileIn(dataDir)} remembers: check REDIS_NODES and ROOKERY_REDIS_PREFIX, or remove that file to go on with these.`,
    );
  return mark;
}

/** The name of what is being written into this Redis, a restore or a move; '' where nothing is. [ARC-6] */
export async function readUnfinished(shards: Shards): Promise<string> {
  const reply = await shards.run({ script: script('read-hash'), keys: [installationKey], args: ['unfinished'] });
  return text(list(reply)[0]);
}
const isUnfinished = (name: string): string =>
  `What Redis holds is not finished (${name}): repeat the command that writes it to its end, or empty Redis.`;

/** The level of what was restored or moved here; null where nothing was. */
async function readWritten(shards: Shards): Promise<number | null> {
  const reply = await shards.run({ script: script('read-hash'), keys: [writtenKey], args: ['level'] });
  return Number(text(list(reply)[0])) || null;
}

async function readMark(shards: Shards): Promise<Mark | null> {
  const args = ['id', 'name', 'level', 'called'];
  return toMark(await shards.run({ script: script('read-hash'), keys: [installationKey], args }));
}

/** Of several nodes that come at once the first leaves it. Answers with what stands there then. */
async function leaveMark(shards: Shards, name: string, remembered: string | null): Promise<Mark> {
  const written = await readWritten(shards);
  const isOld = written === null && (await holdsPeople(shards));
  if (name !== '' && isOld) throw new StartupError(isAnothers('', name));
  const id = remembered ?? randomBytes(9).toString('base64url');
  // Where nothing is kept yet, or all of it was restored or moved here, there is nothing that an older version would have to read.
  const [level, found] = isOld ? [1, ''] : [written ?? newestLevel, nameForOlderNodes];
  const args = [id, name, level, found];
  const { reply } = await shards.commit({ script: script('claim'), keys: [installationKey], args });
  return toMark(reply) ?? { id, name, level };
}

function toMark(reply: Reply): Mark | null {
  const [id = '', name = '', level = '', called = ''] = list(reply).map(text);
  return id === '' ? null : { id, name: name === nameForOlderNodes ? called : name, level: Number(level) || 1 };
}

export const isNewer = (level: number): StartupError =>
  new StartupError(
    `Redis holds messages of level ${level}, which a newer Rookery has written, and this one reads levels up to ${newestLevel}: start that newer version.`,
  );

const isAnothers = (owner: string, name: string): string =>
  `Redis holds the messages of ${owner === '' ? 'an installation without a name' : `the installation ${owner}`}, and this is ${name === '' ? 'one without a name' : name}: for keys of its own set ROOKERY_REDIS_PREFIX; to be a node of the other, ${owner === '' ? 'unset ROOKERY_INSTALLATION' : `set ROOKERY_INSTALLATION=${owner}`}.`;

/** Whether anybody has ever joined under this prefix: everybody has a username. Asked once in an installation's life. */
export async function holdsPeople(shards: Shards): Promise<boolean> {
  const pattern = shards.named('name:{u:*');
  for (const master of shards.topology.masters()) {
    let cursor = '0';
    do {
      const [answer] = await shards.pipeline(master, [['SCAN', cursor, 'MATCH', pattern, 'COUNT', scannedAtOnce]]);
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
      const [next, found] = list(answer);
      if (list(found).length > 0) return true;
      cursor = text(next);
    } while (cursor !== '0');
  }
  return false;
}

const fileIn = (dataDir: string): string => join(dataDir, 'rookery.installation');

/** What was remembered under another prefix is nothing here. */
function readRemembered(dataDir: string, prefix: string): string | null {
  try {
    const kept = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Partial<Remembered>;
    return kept.prefix === prefix && typeof kept.id === 'string' ? kept.id : null;
  } catch {
    return null;
  }
}

function remember(dataDir: string, kept: Remembered): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fileIn(dataDir), `${JSON.stringify(kept)}\n`);
}
