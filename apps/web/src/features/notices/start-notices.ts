import { authorOf, type Client } from '@rookery/client';
import { Notices, type Notice } from '@rookery/client/notices';
import type { Entry, Message } from '@rookery/protocol';
import { entryTitle } from '../../lib/entry-title.ts';
import { nameAmong } from '../../lib/name-twins.ts';
import { isWaiting, neededCount } from '../../lib/needed-count.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { text } from '../../locales/text.ts';
import { showBadges } from '../../notices/badges.ts';
import { closeOwn, onOpened, showTold, takeBack, toldBefore, type Told } from '../../notices/board.ts';
import { openLead } from '../../notices/lead.ts';
import { openLooking } from '../../notices/looking.ts';
import { permission } from '../../notices/permission.ts';
import { keepPushed } from '../../notices/push.ts';
import { chime } from '../../notices/sound.ts';
import { changeNoticeChoices, noticeChoices } from '../../store/notice-choices.ts';

type Needs = {
  readonly navigate: (path: string) => void;
  /** The conversations that are on the screen, whether somebody looks or not. */
  readonly onScreen: () => readonly string[];
};

/** As much as a lock screen shows. */
const bodyChars = 200;

const isAttentive = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

const pathOf = (entry: Entry, { seq }: Message): string =>
  entry.root ? conversationPath(entry) : paths.message(conversationPath(entry), seq);

/** A message as it is told. */
const worded = (client: Client, { entry, message, count, isMention }: Notice): Told => {
  const own = client.session.get();
  const me = own.state === 'none' ? '' : own.user.id;
  const name = nameAmong(text, client.people.all.get(), authorOf(message));
  const where = entry.room ? `# ${entry.room.name}` : entryTitle(text, entry, me);
  const isDirect = entry.kind === 'direct';
  const words = messageLine(message).slice(0, bodyChars);
  return {
    conversation: entry.conversation,
    seq: message.seq,
    title: isDirect ? name : text(isMention ? 'notices.called' : 'notices.in', { name, where }),
    body: count > 1 ? text('notices.more', { words, count: count - 1 }) : words,
    path: pathOf(entry, message),
  };
};

/**
 * Tells the reader what happens while she does not look: on the screen outside of the page, by a sound, and on the pictures of the tab and the app. One tab of a
 * browser tells. Returns what ends it.
 */
export const startNotices = (client: Client, { navigate, onScreen }: Needs): (() => void) => {
  const lead = openLead();
  const looking = openLooking(() => (isAttentive() ? onScreen() : []));
  const tell = async (told: Told): Promise<void> => {
    const { isOff, sound } = noticeChoices.get();
    if (isOff || !(await lead.isMine())) return;
    if (permission.get() === 'granted') await showTold(told, navigate);
    if (sound) await chime();
  };
  const notices = new Notices(client, {
    isLookedAt: looking.isLookedAt,
    soon: looking.ask,
    tell: (notice) => {
      if (!isAttentive() && noticeChoices.get().question === 'early' && permission.get() === 'default')
        changeNoticeChoices({ question: 'due' });
      void tell(worded(client, notice));
    },
    takeBack: (conversation) => void takeBack(conversation),
  });
  /** What the worker has shown, while this page could not hear of it or did not exist. */
  const adopt = async (): Promise<void> => {
    for (const { conversation, seq } of await toldBefore()) notices.adopt(conversation as Message['conversation'], seq);
  };
  const follow = (): void => {
    const { entries, threads, state } = client.inbox.get();
    if (state === 'loading') return;
    const all = [...entries, ...threads];
    void showBadges({ needed: neededCount(all), hasUnread: all.some(isWaiting) });
  };
  const stops = [
    keepPushed(client),
    client.inbox.subscribe(follow),
    client.on('saved', ({ saved, isDue, conversation, seq }) => {
      const { entries, threads } = client.inbox.get();
      const entry = [...entries, ...threads].find((line) => line.conversation === conversation);
      if (!isDue || !saved || !entry || isAttentive()) return;
      const words = messageLine(saved.message).slice(0, bodyChars);
      void tell({
        conversation,
        seq,
        title: text('notices.reminder'),
        body: words,
        path: pathOf(entry, saved.message),
      });
    }),
    onOpened(navigate, () => void adopt()),
  ];
  addEventListener('pagehide', closeOwn);
  follow();
  void adopt();
  return () => {
    notices.close();
    lead.close();
    looking.close();
    removeEventListener('pagehide', closeOwn);
    closeOwn();
    for (const stop of stops) stop();
    void showBadges({ needed: 0, hasUnread: false });
  };
};
