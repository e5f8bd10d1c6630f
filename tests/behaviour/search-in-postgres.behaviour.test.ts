import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startPostgres } from '@rookery/testkit/postgres';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import { afterEach, expect, test } from 'vitest';

afterEach(everyoneLeaves);

test('[FIND-1, FIND-8, FIND-12] search with its index in PostgreSQL, which is killed beneath it and comes back', async () => {
  const postgres = await startPostgres();
  const settings = { ROOKERY_SEARCH: postgres.url };
  const target = await startTarget(settings);
  try {
    const ann = await guest(target.url, 'ann');
    const { room } = await ann.ask('room:create', { name: 'found', visibility: 'private' });
    const say = (content: string) => ann.ask('message:room', { room: room.id, content });
    const find = async (query: string): Promise<unknown> => {
      const answer = await ann.ask('search:messages', { query });
      if (answer.ok && answer['incomplete']) return find(query);
      return answer.ok
        ? answer['hits'].map((hit: { message: { content: string } }) => hit.message.content)
        : answer['error'].code;
    };
    for (const content of ['今天天气很好', 'Good morning', 'good 天气'])
      expect(await say(content)).toMatchObject({ ok: true });
    expect(await find('天气')).toEqual(['good 天气', '今天天气很好']);
    expect(await find('goo -天')).toEqual(['Good morning']);
    await postgres.server.kill('SIGKILL');
    expect(await find('good')).toBe('unavailable');
    expect(await say('good in between')).toMatchObject({ ok: true });
    await postgres.server.start();
    await expect.poll(() => find('good')).toEqual(['good in between', 'good 天气', 'Good morning']);
    const reindex = (...args: string[]) =>
      promisify(execFile)(process.execPath, [join(repositoryRoot, 'apps/server/dist/reindex.js'), ...args], {
        env: { PATH: process.env['PATH'], ROOKERY_DATA_DIR: target.dataDir, ...settings },
      });
    expect((await reindex('--check')).stdout).toContain('agrees with the log: 1 conversations, 4 messages');
    expect((await reindex()).stdout).toContain('All are there');
    expect(await find('天')).toEqual(['good 天气', '今天天气很好']);
  } finally {
    await target.stop();
    await postgres.stop();
  }
});
