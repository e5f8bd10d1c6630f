import { parse, renderText } from '@rookery/markdown';
import type { ConversationId, User } from '@rookery/protocol';
import { placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts } from '../domain/conversation.ts';
import type { LogMessage } from '../domain/log.ts';
import { filesIn, pollIn } from '../domain/part.ts';

export type PushedMessage = {
  readonly message: LogMessage;
  readonly author: Pick<User, 'displayName'>;
  readonly facts: ConversationFacts;
  /** Whether the lock screen says who wrote what. */
  readonly showsWords: boolean;
  /** As she has chosen; null: that of each device. */
  readonly language: string | null;
  /** How the server is called. */
  readonly server: string;
  /** What addresses begin with: `https://chat.example.com/base`, or the base path alone. */
  readonly address: string;
};

/** Code points that the lock screen shows. */
const shownChars = 200;
const nameChars = 80;
/** More of a text than can be shown is not parsed: 4 bytes a code point, and as much again for marks. */
const parsedChars = 2_000;

/**
 * What a device is told of a message, in the declarative form (`web_push: 8030`), which a browser that knows it shows by itself and any other hands to the service worker as it is. At most
 * 3,000 bytes. [PUSH-7]
 */
export function pushPayload(pushed: PushedMessage, epoch: string): string {
  const { message, facts, showsWords, language, address } = pushed;
  const { conversation, seq, at } = message;
  const { title, body } = showsWords ? inWords(pushed) : withoutWords(pushed);
  return JSON.stringify({
    web_push: 8030,
    notification: {
      title,
      body,
      navigate: address + pathOf(conversation, facts, seq),
      // One a conversation, as the web app calls what it shows itself: the next takes its place, and whatever comes twice is shown once.
      tag: conversation,
      renotify: true,
      data: { conversation, seq },
      dir: 'auto',
      ...(language === null ? {} : { lang: language }),
      timestamp: at,
    },
    mutable: true,
    rookery: { kind: 'message', conversation, epoch, seq, ...(showsWords ? {} : { hidden: true }) },
  });
}

const newMessageIn = (language: string | null): string => (language?.startsWith('zh') ? '有新消息' : 'New message');

function inWords({ message, author, facts, language }: PushedMessage): {
  readonly title: string;
  readonly body: string;
} {
  const place = placeFacts(facts);
  const name = cut(author.displayName, nameChars);
  const where = place.kind === 'room' || (place.kind === 'group' && place.name !== undefined) ? place.name : undefined;
  const title = where === undefined ? name : `${name} · ${place.kind === 'room' ? '#' : ''}${cut(where, nameChars)}`;
  const text = renderText(parse((message.content ?? '').slice(0, parsedChars)))
    .replace(/\s+/g, ' ')
    .trim();
  const poll = pollIn(message.parts);
  const files = filesIn(message.parts).map((file) => `📎 ${file.name}`);
  const body = [...(poll ? [`📊 ${poll.question}`] : []), ...(text === '' ? [] : [text]), ...files].join(' ');
  // What has no words of its own, a forwarded picture say, is a message all the same.
  return { title, body: body === '' ? newMessageIn(language) : cut(body, shownChars) };
}

const withoutWords = ({ language, server }: PushedMessage): { readonly title: string; readonly body: string } => ({
  title: cut(server, nameChars),
  body: newMessageIn(language),
});

/** As the web app has them. */
function pathOf(conversation: ConversationId, facts: ConversationFacts, seq: number): string {
  const letter = { room: 'r', direct: 'd', group: 'g' } as const;
  const place = placeFacts(facts);
  const path = `/${letter[place.kind]}/${encodeURIComponent(place.id)}`;
  return facts.kind === 'thread' ? `${path}/t/${facts.root}` : `${path}/m/${seq}`;
}

function cut(text: string, chars: number): string {
  // Twice as many units as are wanted are enough, whatever the text is.
  const points = [...text.slice(0, 2 * chars + 2)];
  return points.length <= chars ? points.join('') : `${points.slice(0, chars - 1).join('')}…`;
}
