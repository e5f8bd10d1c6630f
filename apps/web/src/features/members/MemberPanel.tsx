import { can, type AnswerOf, type Entry, type Member, type Room } from '@rookery/protocol';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useCutOff } from '../../sdk/use-cut-off.ts';
import { useMe } from '../../sdk/use-session.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { confirm } from '../../shell/confirm.ts';
import type { PanelProps } from '../../shell/feature.ts';
import { useText } from '../../locales/text.ts';
import { GroupPeople } from './GroupPeople.tsx';
import { invite } from './invite.ts';
import { hasActions, isAbove } from './is-above.ts';
import { MemberMenu } from './MemberMenu.tsx';
import { MemberRow } from './MemberRow.tsx';
import styles from './MemberPanel.module.css';

/** Who is in the room: those online first, as the server lists them. Or the people of a group. */
export const MemberPanel = ({ entry }: PanelProps) =>
  entry.room ? <Members room={entry.room} entry={entry} /> : entry.users && <GroupPeople users={entry.users} />;

type Props = { readonly room: Room; readonly entry: Entry };

const Members = ({ room, entry }: Props) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [page, setPage] = useState<AnswerOf<'room:members'>>();
  const [failed, setFailure] = useState<unknown>();
  const failure = failed ?? cutOff;
  const list = useRef<HTMLUListElement>(null);
  const hasRemoved = useRef(false);
  const [menu, setMenu] = useState<{ readonly member: Member; readonly anchor: HTMLElement }>();
  const [acts, setActs] = useState(0);

  // Asked again when somebody comes or goes, after a break, and after an act of the reader's own.
  useEffect(() => {
    if (!isConnected) return;
    let current = true;
    client.members(room.id).then(
      (first) => {
        if (!current) return;
        setPage(first);
        setFailure(undefined);
      },
      (thrown: unknown) => current && setFailure(thrown),
    );
    return () => {
      current = false;
    };
  }, [client, room.id, room.members, room.online, isConnected, acts]);

  // Whose line goes takes the focus with it: whoever works by keyboard goes on in the list.
  useLayoutEffect(() => {
    if (!hasRemoved.current || document.activeElement !== document.body) return;
    hasRemoved.current = false;
    list.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [page]);

  const more = async (cursor: string) => {
    try {
      const { members: others, next } = await client.members(room.id, { cursor });
      setPage((before) => ({ members: [...(before?.members ?? []), ...others], next }));
    } catch (thrown) {
      tellFailure(thrown);
    }
  };

  const remove = ({ user }: Member) =>
    confirm.open({
      title: text('members.remove', { name: user.displayName }),
      words: text('members.removeWords', { room: room.name }),
      yes: text('members.removeNow'),
      onYes: () => {
        hasRemoved.current = true;
        void client.remove(room.id, user.id).catch(tellFailure);
      },
    });

  const members = page ? [...page.members].sort((a, b) => Number(b.online) - Number(a.online)) : [];

  return (
    <>
      <div className={styles.scroll}>
        {failure !== undefined && !page && (
          <div className={styles.note} role="status">
            <p>{thrownText(text, failure)}</p>
            <Button
              onClick={() => {
                setFailure(undefined);
                setActs((count) => count + 1);
                client.tryNow();
              }}
            >
              {text('files.again')}
            </Button>
          </div>
        )}
        {failure === undefined && !page && (
          <div className={styles.waiting} aria-busy="true">
            {Array.from({ length: Math.min(room.members, 12) }, (_, row) => (
              <div key={row} className={styles.member}>
                <div className={styles.person}>
                  <Skeleton width="32px" height={32} />
                  <span>
                    <Skeleton width={`${40 + ((row * 23) % 35)}%`} />
                  </span>
                </div>
              </div>
            ))}
          </div>
        )}
        <ul ref={list}>
          {members.map((member) => (
            <MemberRow
              key={member.user.id}
              member={member}
              isMe={member.user.id === me.id}
              onRemove={can(entry, 'remove') && isAbove(entry, member) ? () => remove(member) : undefined}
              onMore={
                hasActions(entry, member) && member.user.id !== me.id
                  ? (anchor) => setMenu({ member, anchor })
                  : undefined
              }
            />
          ))}
        </ul>
        {menu && (
          <MemberMenu
            room={room}
            entry={entry}
            {...menu}
            onClose={() => setMenu(undefined)}
            onDone={() => setActs((count) => count + 1)}
          />
        )}
        {page?.next != null && (
          <Button look="plain" wide onClick={() => void more(page.next ?? '')}>
            {text('rooms.more')}
          </Button>
        )}
      </div>
      {can(entry, 'invite') && (
        <div className={styles.foot}>
          <Button wide onClick={() => invite.open({ conversation: room.id })}>
            <Icon name="user-plus" size={18} />
            {text('invite.open')}
          </Button>
        </div>
      )}
    </>
  );
};
