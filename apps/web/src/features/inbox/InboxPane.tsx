import type { Entry } from '@rookery/protocol';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { messagePath } from '../../lib/message-path.ts';
import { neededIn } from '../../lib/needed-count.ts';
import { conversationPath } from '../../lib/paths.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMayCreateRooms } from '../../sdk/use-may-create-rooms.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { useBeginnings } from '../../shell/use-beginnings.ts';
import { useFirstSteps } from '../../shell/use-first-steps.ts';
import { useShell } from '../../shell/use-shell.ts';
import { EntryLine } from './EntryLine.tsx';
import { Invitation } from './Invitation.tsx';
import { isWaiting, marking, markRead, readAll } from './mark-read.ts';
import { Nothing } from './Nothing.tsx';
import { NotThereYet } from './NotThereYet.tsx';
import { SavedTab } from './SavedTab.tsx';
import { Tabs, tabs, type Tab } from './Tabs.tsx';
import { TriageList, type Row } from './TriageList.tsx';
import { useFoundWords, wordsOf } from './waiting-words.ts';
import styles from './InboxPane.module.css';

const byNeed = (a: Entry, b: Entry): number =>
  Number(neededIn(b) > 0) - Number(neededIn(a) > 0) || (b.last?.at ?? 0) - (a.last?.at ?? 0);

/** What a tab shows of all lines, the first one first. */
const chosen: Readonly<
  Record<Exclude<Tab, 'saved'>, (waiting: readonly Entry[], threads: readonly Entry[]) => Entry[]>
> = {
  unread: (waiting) => waiting.toSorted(byNeed),
  mentions: (waiting) => waiting.filter(({ mentions }) => mentions > 0).toSorted(byNeed),
  threads: (waiting, threads) =>
    threads.toSorted(
      (a, b) => Number(waiting.includes(b)) - Number(waiting.includes(a)) || (b.last?.at ?? 0) - (a.last?.at ?? 0),
    ),
};

/** What waits for the reader, to be gone through: what is unread, what calls her, threads that she follows, what she has saved. [WEB-185] */
export const InboxPane = ({ part }: { readonly part?: string | undefined }) => {
  const text = useText();
  const client = useClient();
  const { entries, threads } = useInbox();
  const being = useObservable(marking);
  const main = useRef<HTMLElement>(null);
  const tab = tabs.find((one) => one === part) ?? 'unread';
  const all = [...entries, ...threads];
  const waiting = all.filter((entry) => isWaiting(entry, being));
  const invitations = entries.filter(({ invited }) => invited);
  // From the first tab, at the address of the whole app, to another: whoever chose it goes on there.
  useEffect(() => {
    if (document.activeElement === document.body && part !== undefined)
      main.current?.querySelector<HTMLElement>('nav [aria-current]')?.focus({ preventScroll: true });
  }, [part]);

  return (
    <main ref={main} className={styles.pane} id="main" tabIndex={-1}>
      <header className={styles.head}>
        <BackButton />
        <h1>{text('inbox.title')}</h1>
        {waiting.length > 0 && tab !== 'saved' && (
          <IconButton icon="mail-open" label={text('inbox.allRead')} keys="Shift Esc" onClick={() => readAll(client)} />
        )}
      </header>
      <Tabs
        current={tab}
        counts={{
          unread: waiting.length + invitations.length,
          mentions: waiting.reduce((sum, { mentions }) => sum + mentions, 0),
          threads: waiting.filter(({ kind }) => kind === 'thread').length,
        }}
      />
      <div className={styles.scroll}>
        <div className={styles.column}>
          {tab === 'unread' && invitations.map((entry) => <Invitation key={entry.conversation} entry={entry} />)}
          {tab === 'saved' ? (
            <SavedTab />
          ) : (
            <EntryTab
              key={tab}
              tab={tab}
              rows={chosen[tab](waiting, threads)}
              waiting={waiting}
              isInvited={invitations.length > 0}
            />
          )}
        </div>
      </div>
    </main>
  );
};

/** A thread is called by all that its root says. */
const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length > 32 ? `${letters.slice(0, 30).join('')}…` : name;
};

const sayings: Readonly<Record<Exclude<Tab, 'saved'>, { title: string; none: string; hint: string }>> = {
  unread: { title: 'inbox.unread', none: 'inbox.empty', hint: 'inbox.emptyHint' },
  mentions: { title: 'inbox.mentions', none: 'inbox.mentionsNone', hint: 'inbox.mentionsHint' },
  threads: { title: 'inbox.threads', none: 'inbox.threadsNone', hint: 'inbox.threadsHint' },
};

type TabProps = {
  readonly tab: Exclude<Tab, 'saved'>;
  readonly rows: readonly Entry[];
  readonly waiting: readonly Entry[];
  readonly isInvited: boolean;
};

const EntryTab = ({ tab, rows, waiting, isInvited }: TabProps) => {
  const text = useText();
  const client = useClient();
  const { state } = useInbox();
  const titleOf = useTitleOf();
  const me = useMe();
  const words = useFoundWords();
  const wanted = tab === 'mentions' ? 'mention' : 'first';
  const said = sayings[tab];
  /** To the message that calls her, or where one reads on. */
  const pathTo = (entry: Entry): string => {
    const call = wanted === 'mention' ? wordsOf(entry, wanted, me.id, words) : undefined;
    return call ? messagePath(call) : conversationPath(entry);
  };
  const line = (entry: Entry): Row => ({
    key: entry.conversation,
    path: pathTo(entry),
    done: waiting.includes(entry)
      ? {
          label: text('inbox.markRead'),
          run: () => markRead(client, [entry], text('inbox.readDone', { name: shortened(titleOf(entry)) })),
        }
      : undefined,
    line: <EntryLine entry={entry} wanted={wanted} />,
  });
  return (
    <TriageList id={tab} label={text(said.title)} rows={rows.map(line)}>
      {state !== 'ready' ? (
        <NotThereYet />
      ) : tab === 'unread' ? (
        !isInvited && <NothingUnread />
      ) : (
        <Nothing title={text(said.none)} hint={text(said.hint)} />
      )}
    </TriageList>
  );
};

/** Whether nobody has made a room yet that all can find. `asks`: only then the server is asked. */
const useIsWithoutRooms = (asks: boolean): boolean => {
  const client = useClient();
  const isConnected = useIsConnected();
  const [isEmpty, setEmpty] = useState(false);
  useEffect(() => {
    if (!asks || !isConnected) return;
    let current = true;
    client.request('rooms:list', { limit: 1 }).then(
      ({ rooms }) => current && setEmpty(rooms.length === 0),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [asks, client, isConnected]);
  return asks && isEmpty;
};

/** Nothing waits; or there is nothing yet, and this is what one can begin with. */
const NothingUnread = () => {
  const text = useText();
  const me = useMe();
  const { entries } = useInbox();
  const beginnings = useBeginnings();
  const firstSteps = useFirstSteps();
  const mayCreate = useMayCreateRooms();
  const shell = useShell();
  const isNew = entries.length === 0;
  // Joining what is there comes before making something, except for the owner of a server on which nothing is yet.
  const isFirst = useIsWithoutRooms(isNew && mayCreate && firstSteps.length === 0);
  const commands =
    firstSteps.length > 0 ? [...firstSteps, ...beginnings] : isFirst ? beginnings : beginnings.toReversed();
  const newHint =
    firstSteps.length > 0
      ? 'inbox.welcomeOwner'
      : isFirst
        ? 'inbox.welcomeFirst'
        : mayCreate
          ? 'inbox.welcomeHint'
          : 'inbox.welcomeFind';
  return (
    <Nothing
      title={isNew ? text('inbox.welcome', { name: me.displayName }) : text('inbox.empty')}
      hint={text(isNew ? newHint : 'inbox.emptyHint')}
    >
      <div className={styles.buttons}>
        {commands.map(({ label, icon, run }, index) => (
          <Button key={label} look={isNew && index === 0 ? 'primary' : 'quiet'} onClick={() => run(shell())}>
            <Icon name={icon} size={18} />
            {text(label)}
          </Button>
        ))}
      </div>
    </Nothing>
  );
};
