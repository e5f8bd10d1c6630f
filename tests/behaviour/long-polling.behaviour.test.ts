import { openPolling } from '@rookery/testkit/deaf';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_LOG_LEVEL: 'error' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

/** Of Engine.IO, between two packets of one answer. */
const separator = '\x1e';
const asked = 30;

const served = async (event: string): Promise<number> =>
  [...(await (await fetch(`${target.url}/metrics`)).text()).matchAll(/^rookery_requests_total\{(.*)\} (\d+)$/gm)]
    .filter(([, labels]) => labels?.includes(`event="${event}"`) && labels.includes('outcome="ok"'))
    .reduce((sum, [, , count]) => sum + Number(count), 0);

/** A person over long-polling in a room of her own, who asks so many times in one request. */
async function asking(event: string, payload: object) {
  const owner = await guest(target.url);
  const { room } = await owner.ask('room:create', freshName('room'));
  const conversation = String(room.id);
  const { post, poll } = await openPolling(target.url, { protocol: 1, token: owner.token });
  const before = await served(event);
  const question = JSON.stringify([event, { conversation, ...payload }]);
  await post(Array.from({ length: asked }, (_, index) => `42${index}${question}`));
  /** Those that come with the next poll. */
  const answers = async (): Promise<string[]> =>
    (await poll()).split(separator).filter((packet) => /^43\d+\[/.test(packet));
  return { owner, conversation, answers, isServed: async () => (await served(event)) === before + asked };
}

test.each([
  ['what is done', 'typing:set', { on: false }],
  ['what is read', 'history:fetch', { limit: 1 }],
])(
  '[WIRE-25] by long-polling the answers to %s do not cost a poll each: they wait together, and come with the next one',
  async (_what, event, payload) => {
    const { answers, isServed } = await asking(event, payload);
    await until('all are served, without a poll', isServed);
    const had = await answers();
    expect(had.filter((answer) => answer.includes('"ok":true'))).toHaveLength(asked);
  },
);

test('[WIRE-25] by long-polling what is read is answered in a busy room too, where each poll brings news', async () => {
  const { owner, conversation, answers } = await asking('history:fetch', { limit: 10 });
  const had: string[] = [];
  for (let polls = 0; polls < asked && had.length < asked; polls += 1) {
    await owner.ask('message:room', { conversation, content: 'x'.repeat(2_000) });
    had.push(...(await answers()));
  }
  expect(had.filter((answer) => answer.includes('"ok":true'))).toHaveLength(asked);
});
