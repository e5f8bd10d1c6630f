import type { Room } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useChat, useConnection, useMe } from '../../chat/ChatContext.ts';
import { failureText } from '../../chat/failure-text.ts';
import type { Failure, Page } from '../../chat/model.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { showToast } from '../../design/toasts.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { PersonButton } from '../../people/PersonButton.tsx';
import type { Member } from '@rookery/protocol';
import styles from './MemberPanel.module.css';

type Props = {
  readonly room: Room;
  readonly mayRemove: boolean;
  readonly onInvite: (() => void) | undefined;
  readonly onRemove: (member: Member) => void;
};

/** Who is in the room: those online first, as the server lists them. */
export const MemberPanel = ({ room, mayRemove, onInvite, onRemove }: Props) => {
  const text = useText();
  const chat = useChat();
  const me = useMe();
  const [, navigate] = useLocation();
  const { state: connection } = useConnection();
  const [page, setPage] = useState<Page<Member>>();
  const [failure, setFailure] = useState<Failure>();

  // Asked again when somebody comes or goes, and after a break.
  useEffect(() => {
    let current = true;
    void chat.listMembers(room.id).then((outcome) => {
      if (!current) return;
      if (outcome.ok) {
        setPage(outcome.value);
        setFailure(undefined);
      } else setFailure(outcome.failure);
    });
    return () => {
      current = false;
    };
  }, [chat, room.id, room.members, room.online, connection]);

  const more = async (cursor: string) => {
    const outcome = await chat.listMembers(room.id, cursor);
    if (outcome.ok)
      setPage((before) => ({ items: [...(before?.items ?? []), ...outcome.value.items], next: outcome.value.next }));
    else showToast(failureText(text, outcome.failure));
  };

  const members = page ? [...page.items].sort((a, b) => Number(b.online) - Number(a.online)) : [];

  return (
    <aside className={styles.panel} aria-label={text('members.title')} id="panel" tabIndex={-1}>
      <header className={styles.head}>
        <h2>{text('members.title')}</h2>
        <IconButton
          icon="close"
          label={text('members.close')}
          onClick={() => navigate(paths.room(room.id), { replace: true })}
        />
      </header>
      <div className={styles.scroll}>
        {failure && !page && <p className={styles.note}>{failureText(text, failure)}</p>}
        <ul>
          {members.map((member) => (
            <li key={member.user.id} className={styles.member}>
              <PersonButton person={member.user} className={styles.person}>
                <Avatar userId={member.user.id} name={member.user.displayName} size={32} online={member.online} />
                <span>
                  <bdi>
                    {member.user.displayName}
                    {member.user.id === me.id && ` (${text('person.you')})`}
                  </bdi>
                  <small>
                    {[
                      ...(member.role === 'owner' ? [text('members.owner')] : []),
                      text(member.online ? 'presence.online' : 'presence.offline'),
                      `@${member.user.username}`,
                    ].join(' · ')}
                  </small>
                </span>
              </PersonButton>
              {mayRemove && member.user.id !== me.id && (
                <IconButton
                  small
                  icon="log-out"
                  label={text('members.remove', { name: member.user.displayName })}
                  onClick={() => onRemove(member)}
                />
              )}
            </li>
          ))}
        </ul>
        {page?.next != null && (
          <Button look="plain" wide onClick={() => void more(page.next ?? '')}>
            {text('rooms.more')}
          </Button>
        )}
      </div>
      {onInvite && (
        <div className={styles.foot}>
          <Button wide onClick={onInvite}>
            <Icon name="user-plus" size={18} />
            {text('invite.open')}
          </Button>
        </div>
      )}
    </aside>
  );
};
