import { setTimeout as pause } from 'node:timers/promises';
import { StartupError } from '../../domain/startup-error.ts';
import type { Opening } from '../../ports/opening.ts';

const lookMs = 100;

/** Resolves when these keys may be served: at once, but where they are being filled from another store. Throws `StartupError` where they may not. [MOVE-4] */
export async function untilOpened(
  opening: Pick<Opening, 'read'>,
  waits: boolean,
  log?: { info(record: object): void },
): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    const now = await opening.read();
    if (now === null || now.state === 'opened') return;
    if (now.state === 'given-up')
      throw new StartupError(
        'This Redis holds a part of a store that was to be moved here, which was given up: run npm run migrate again where that store is, or empty this Redis.',
      );
    if (now.state === 'closed' || now.state === 'left')
      throw new StartupError(
        now.state === 'left'
          ? 'What was in this Redis was moved away by npm run migrate -- --from: start the server of the directory to which it went.'
          : 'What is in this Redis is being moved away by npm run migrate -- --from: wait, or give that up with --abort.',
      );
    if (!waits)
      throw new StartupError(
        'This Redis is being filled by npm run migrate: nothing else may use it until that has ended.',
      );
    if (!isTold)
      log?.info({ event: 'redis.filling', message: 'This Redis is being filled by npm run migrate: the node waits.' });
    await pause(lookMs);
  }
}
