import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { MoveAway } from '../app/move-away.ts';
import type { Config } from '../config/env.ts';
import type { Clock } from '../domain/clock.ts';
import { movingStep } from '../domain/moving.ts';
import type { Moving, MovingTo } from '../domain/moving.ts';
import { openOwnDoor } from '../http/own-door.ts';
import type { Log } from '../ops/log.ts';
import type { Departure } from '../ports/departure.ts';
import { openOther } from './open-other.ts';

/** What `npm run migrate` says to the server of a data directory. */
const id = z.string().min(8).max(64);
const command = z.discriminatedUnion('say', [
  z.object({ say: z.literal('status') }),
  z.object({ say: z.literal('begin'), step: movingStep, password: z.string().max(4_096) }),
  z.object({ say: z.enum(['close', 'keep', 'settle', 'leave']), id }),
]);
export type MoveCommand = z.infer<typeof command>;

/** Beside the store, and no part of it: copies of the store have no password in them. */
const passwordFile = (dataDir: string): string => join(dataDir, 'rookery.move');

/** Lets whoever may use the data directory move away what is in it. `moved`: it is served elsewhere from now on. */
export async function runMoveAway(
  departure: Departure,
  { dataDir }: Pick<Config, 'dataDir'>,
  clock: Clock,
  log: Log,
  moved: (to: MovingTo) => void,
): Promise<{ end(): void; close(): Promise<void> }> {
  const away = new MoveAway({
    departure,
    clock,
    openOther: (to) => openOther(to, readPassword(dataDir)),
    moved: (to) => {
      forgetPassword(dataDir);
      moved(to);
    },
    tell: (record) => ('err' in record ? log.warn(record) : log.info(record)),
  });
  const obey = async (said: MoveCommand): Promise<Moving> => {
    switch (said.say) {
      case 'status':
        return away.now;
      case 'begin': {
        if (said.step.act !== 'begin') throw new Error('That does not begin anything.');
        keepPassword(dataDir, said.password);
        return away.begin(said.step.id, said.step.to);
      }
      case 'close':
        return away.close(said.id);
      case 'keep':
        away.keep(said.id);
        return away.now;
      case 'settle': {
        const now = await away.settle(said.id);
        if (now.state === 'staying') forgetPassword(dataDir);
        return now;
      }
      case 'leave':
        return away.leave(said.id);
    }
  };
  const door = await openOwnDoor(dataDir, async (said) => ({ moving: await obey(command.parse(said)) }));
  if (door === null)
    log.warn({ event: 'move.noDoor', message: 'The path of the data directory is too long for npm run migrate.' });
  return {
    /** From now on it does nothing by itself, and only answers what it is. */
    end: () => away.end(),
    close: async () => door?.close(),
  };
}

function keepPassword(dataDir: string, password: string): void {
  const file = passwordFile(dataDir);
  writeFileSync(file, password, { mode: 0o600 });
  chmodSync(file, 0o600);
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function readPassword(dataDir: string): string {
  try {
    return readFileSync(passwordFile(dataDir), 'utf8');
  } catch {
    return '';
  }
}

function forgetPassword(dataDir: string): void {
  rmSync(passwordFile(dataDir), { force: true });
}
