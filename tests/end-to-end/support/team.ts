import { createClient, memorySession, type Client } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';

export type Kept = { token: string; user: unknown };

/** Somebody who speaks through the client, without a window. */
export const speaker = async (
  url: string,
  username: string,
  displayName: string,
): Promise<{ client: Client; kept: () => Kept }> => {
  const session = memorySession();
  const client = createClient({ url, session });
  await client.join(username, displayName);
  return { client, kept: () => session.load() as Kept };
};

/** Four who prepare a release, and talk about it. */
export const populate = async (url: string) => {
  const [ming, wei, amelia, na] = await Promise.all([
    speaker(url, 'xiaoming', '小明'),
    speaker(url, 'zhangwei', '张伟'),
    speaker(url, 'amelia', 'Amelia Chen'),
    speaker(url, 'lina', '李娜'),
  ] as const);
  const everyone = [wei, amelia, na];
  const rooms: Record<string, ConversationId> = {};
  for (const [owner, name, topic, visibility] of [
    [wei, '发布公告', '发布窗口、回滚与公告', 'public'],
    [amelia, '前端工程', 'React, CSS and accessibility', 'public'],
    [na, '产品设计', '稿件、评审与走查', 'public'],
    [amelia, 'random', 'Anything goes', 'public'],
    [wei, 'incident-42', 'Slot migration on shard 3', 'private'],
  ] as const) {
    const { room } = await owner.client.createRoom({ name, topic, visibility });
    rooms[name] = room.id;
    if (visibility === 'private') {
      await owner.client.request('room:invite', { room: room.id, user: 'xiaoming' });
      continue;
    }
    for (const person of [ming, ...everyone]) if (person !== owner) await person.client.joinRoom(room.id);
  }
  const say = (who: { client: Client }, room: string, content: string, replyTo?: number) =>
    who.client.request('message:room', {
      conversation: rooms[room] ?? '',
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
    });

  await say(
    amelia,
    '前端工程',
    'The new timeline holds still while history loads: 0 reverse frames in 60 wheel steps.',
  );
  await say(na, '前端工程', '太好了，滚动的时候终于不跳了。');
  await say(
    wei,
    '发布公告',
    '早上好。今天的计划：`v2.4.0` 下午发布，变更清单在 https://example.com/releases/2.4.0，请各位过一遍。',
  );
  await say(na, '发布公告', '走查已经完成，深色主题的对比度都在 4.5 以上。');
  const first = await say(wei, '发布公告', '发布窗口改到 **下午三点**，请大家提前完成回归测试并在频道里确认。');
  await say(wei, '发布公告', '回滚脚本：`pnpm ops rollback --to v2.3.1`');
  const healthy = await say(
    amelia,
    '发布公告',
    'Cluster is healthy — 6 shards, p99 fan-out 41 ms. I’ll watch the canary.',
  );
  const plan = await say(
    amelia,
    '发布公告',
    'Plan for the canary:\n1. 5 % for ten minutes\n2. 50 % until 15:30\n3. everyone\n\n```sh\nrookery-verify --faults kill,partition --seed 4711\n```',
  );
  await say(ming, '发布公告', '回归测试全部通过。', first.seq);
  for (const [who, emoji] of [
    [wei, '👀'],
    [na, '👀'],
    [ming, '👀'],
    [na, '✅'],
  ] as const) {
    await who.client.react(rooms['发布公告'] as ConversationId, healthy.seq, emoji, true);
  }
  await na.client.react(rooms['发布公告'] as ConversationId, plan.seq, '🚀', true);
  await ming.client.markRead(rooms['发布公告'] as ConversationId, plan.seq + 1);
  await say(na, '发布公告', '@xiaoming 你能看一下 Redis 槽位迁移的告警吗？我这边显示 3 个槽位在迁移。');
  await say(amelia, '发布公告', 'Looking too. Slot 5461 is the slow one.');
  await wei.client.sendTo('xiaoming', '发布之后一起复盘？');
  await amelia.client.sendTo('xiaoming', 'Thanks for the quick check!');
  return { ming, wei, amelia, na, rooms };
};
