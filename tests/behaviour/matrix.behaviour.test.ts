import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll } from 'vitest';
import { describeMatrix } from '../matrix/matrix.contract.ts';

let target: Target | undefined;
afterAll(() => target?.stop());

describeMatrix('on one process', async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
  const { url, dataDir } = target;
  return {
    here: url,
    there: url,
    setupToken: new URL(readFileSync(join(dataDir, 'setup.url'), 'utf8').trim()).hash.slice(1),
    expire: (_user, session) => {
      const db = new DatabaseSync(join(dataDir, 'rookery.sqlite'));
      db.prepare('UPDATE sessions SET expires_at = 1 WHERE id = ?').run(session);
      db.close();
      return Promise.resolve();
    },
  };
});
