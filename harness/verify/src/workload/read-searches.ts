import { asConversationId } from '@rookery/protocol';
import type { AnswerOf, ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

/** How long an index may still be made, after everything else is whole. */
const indexDeadlineMs = 60_000;
const searchers = 3;

/** Searches for what every device wrote, and for what was edited, as some of the people; notes what a scan of the logs finds, and what the search found. */
export async function readSearches(stage: Stage, { history }: Recorder): Promise<void> {
  const devices = [...stage.devices.values()];
  const queries = [...devices.map(({ plan }) => plan.name), 'edited'];
  const firsts = [...Map.groupBy(devices, ({ user }) => user.id).values()].flatMap(([first]) => first ?? []);
  for (const device of firsts.slice(0, searchers)) {
    const scanned = messagesOf(device, history);
    for (const query of queries) {
      const found = await searched(device, query);
      history.final.searches.push({
        ...{ device: device.plan.name, query, isIncomplete: found === null },
        expected: scanned.filter(({ words }) => words.some((word) => word.startsWith(query))).map(({ place }) => place),
        // Of conversations that were read.
        found: (found ?? []).filter((place) => history.final.logs.has(conversationOf(place))),
      });
    }
  }
}

const conversationOf = (place: string): ConversationId => asConversationId(place.split(' ')[0] ?? '');

/** What she may read, with the words of each message, by a simpler way than the server's. */
function messagesOf(
  device: Device,
  { final, threads }: Recorder['history'],
): readonly { place: string; words: string[] }[] {
  const entries = final.inboxes.find((inbox) => inbox.device === device.plan.name)?.server ?? [];
  const own = new Map(
    entries
      .filter(({ invited, kind }) => invited !== true && kind !== 'thread')
      .map(({ conversation, head }) => [conversation, head.first]),
  );
  // Whoever reads a conversation reads its threads.
  for (const [thread, { parent }] of threads) if (own.has(parent)) own.set(thread, 1);
  return [...own].flatMap(([conversation, first]) =>
    (final.logs.get(conversation)?.messages ?? [])
      .filter(({ seq, deleted }) => seq >= first && deleted !== true)
      .map(({ seq, content = '', files = [] }) => ({
        place: `${conversation} ${seq}`,
        words: [content, ...files.map(({ name }) => name)].flatMap(
          (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [],
        ),
      })),
  );
}

/** The places of all that is found, page by page; null where the index was not whole in time. */
async function searched(device: Device, query: string): Promise<string[] | null> {
  const giveUpAt = Date.now() + indexDeadlineMs;
  for (;;) {
    const places: string[] = [];
    let isIncomplete = false;
    for (let cursor: string | null | undefined; cursor !== null;) {
      const from: string | undefined = cursor;
      const page: AnswerOf<'search:messages'> = await patiently(() =>
        device.ask('search:messages', { query, limit: 50, ...(from === undefined ? {} : { cursor: from }) }),
      );
      isIncomplete ||= page.incomplete === true;
      places.push(...page.hits.map(({ message }) => `${message.conversation} ${message.seq}`));
      cursor = page.next;
    }
    if (!isIncomplete) return places;
    if (Date.now() > giveUpAt) return null;
  }
}
