import { can, type Entry, type Member, type Room } from '@rookery/protocol';
import { useLocation } from 'wouter';
import { Menu, MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { showToast } from '../../design/toasts.ts';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { paths } from '../../lib/paths.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { confirm } from '../../shell/confirm.ts';
import { isAbove } from './is-above.ts';

const hourMs = 3_600_000;

type Props = {
  readonly room: Room;
  readonly entry: Entry;
  readonly member: Member;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
  /** The list may read otherwise now. */
  readonly onDone: () => void;
};

/** What the reader may do about a member: roles, mutes, a ban. */
export const MemberMenu = ({ room, entry, member, anchor, onClose, onDone }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const client = useClient();
  const [, navigate] = useLocation();
  const direct = useInbox().entries.find(({ user }) => user?.id === member.user.id);
  const { id, displayName: name, guest } = member.user;
  const isLower = isAbove(entry, member);

  const act = (acting: () => Promise<unknown>, said?: string) => () => {
    onClose();
    acting().then(() => {
      if (said !== undefined) showToast(said);
      onDone();
    }, tellFailure);
  };
  const give = (role: Member['role']) => act(() => client.setRole(room.id, id, role));
  const mute = (ms: number) => () => {
    const until = Date.now() + ms;
    act(() => client.mute(room.id, id, until), text('members.muted', { name, until: dateAndTime(until, locale) }))();
  };
  const ban = () => {
    onClose();
    confirm.open({
      title: text('members.banTitle', { name }),
      words: text('members.banWords', { room: room.name }),
      yes: text('members.banNow'),
      onYes: act(() => client.ban(room.id, id)),
    });
  };

  return (
    <Menu label={text('members.actions', { name })} anchor={anchor} placement="bottom-end" onClose={onClose}>
      <MenuItem
        icon="message"
        onSelect={() => {
          onClose();
          navigate(paths.direct(direct?.conversation ?? id));
        }}
      >
        {text('person.message')}
      </MenuItem>
      {can(entry, 'roles') && (
        <>
          {!guest && member.role !== 'owner' && (
            <MenuItem icon="user-plus" onSelect={give('owner')}>
              {text('members.makeOwner')}
            </MenuItem>
          )}
          {!guest && member.role !== 'moderator' && (
            <MenuItem icon="user-plus" onSelect={give('moderator')}>
              {text('members.makeModerator')}
            </MenuItem>
          )}
          {member.role !== 'member' && (
            <MenuItem icon="users" onSelect={give('member')}>
              {text('members.makeMember')}
            </MenuItem>
          )}
        </>
      )}
      {can(entry, 'mute') && isLower && (
        <>
          <MenuItem icon="clock" onSelect={mute(hourMs)}>
            {text('members.muteHour')}
          </MenuItem>
          <MenuItem icon="clock" onSelect={mute(24 * hourMs)}>
            {text('members.muteDay')}
          </MenuItem>
          <MenuItem
            icon="message"
            onSelect={act(() => client.mute(room.id, id, null), text('members.unmuted', { name }))}
          >
            {text('members.unmute')}
          </MenuItem>
        </>
      )}
      {can(entry, 'ban') && isLower && (
        <>
          <MenuSeparator />
          <MenuItem icon="alert" onSelect={ban}>
            {text('members.ban')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
};
