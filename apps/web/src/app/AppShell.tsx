import { can, type ConversationId, type Member } from '@rookery/protocol';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useChat, useInbox } from '../chat/ChatContext.ts';
import { sidebarOrder } from '../chat/order.ts';
import { MenuItem } from '../design/Menu.tsx';
import { classNames } from '../design/class-names.ts';
import { BackButton } from '../features/conversation/BackButton.tsx';
import { ConnectionBar } from '../features/conversation/ConnectionBar.tsx';
import { InboxPane } from '../features/inbox/InboxPane.tsx';
import { Sidebar } from '../features/sidebar/Sidebar.tsx';
import { UserBar } from '../features/sidebar/UserBar.tsx';
import { forgetPlaces } from '../features/timeline/places.ts';
import { phone, useMedia } from '../lib/media.ts';
import { conversationPath, paths, placeOf } from '../lib/paths.ts';
import { useText } from '../locales/text.ts';
import { clearDrafts } from '../store/drafts.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { DirectPlace, RoomPlace } from './ConversationPlace.tsx';
import type { PaneControl } from './ConversationPane.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { findDirect, findRoomEntry } from './find-entry.ts';
import {
  CreateRoomDialog,
  EditRoomDialog,
  FindRooms,
  InviteDialog,
  loadTheRest,
  MemberPanel,
  ShortcutSheet,
  Switcher,
} from './lazy.tsx';
import { StatePane } from './StatePane.tsx';
import { tellFailure } from './use-message-actions.ts';
import { useHotkeys } from './use-hotkeys.ts';
import { useTitle } from './use-title.ts';
import styles from './AppShell.module.css';

type Open =
  | { readonly what: 'switcher'; readonly initial: string }
  | { readonly what: 'create'; readonly name: string }
  | { readonly what: 'edit' | 'invite' | 'leave'; readonly room: ConversationId }
  | { readonly what: 'remove'; readonly room: ConversationId; readonly member: Member }
  | { readonly what: 'help' | 'sign-out' };

const landmarks = ['#sidebar', '#main [role="log"]', '#composer', '#panel'] as const;

/** Everything a signed-in reader sees: the sidebar, one place, and what opens over them. */
export const AppShell = () => {
  const text = useText();
  const chat = useChat();
  const { entries } = useInbox();
  const [pathname, navigate] = useLocation();
  const place = useMemo(() => placeOf(pathname), [pathname]);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const pane = useRef<PaneControl>(null);

  const entry =
    place.kind === 'room'
      ? findRoomEntry(entries, place.room)
      : place.kind === 'direct'
        ? findDirect(entries, place.username)
        : undefined;
  const openId = entry?.conversation;
  useTitle(entries, entry, place.kind);

  useEffect(loadTheRest, []);

  // A room's address is its id: one that was typed by name is put right.
  const byName = place.kind === 'room' && entry && place.room !== entry.conversation ? entry.conversation : undefined;
  useEffect(() => {
    if (byName !== undefined) navigate(paths.room(byName), { replace: true });
  }, [byName, navigate]);

  useHotkeys({
    switcher: () => setOpen({ what: 'switcher', initial: '' }),
    help: () => setOpen({ what: 'help' }),
    step: (by, onlyUnread) => {
      const order = sidebarOrder(entries);
      const at = order.findIndex(({ conversation }) => conversation === openId);
      for (let step = 1; step <= order.length; step += 1) {
        const from = at < 0 ? (by > 0 ? -1 : order.length) : at;
        const next = order[(from + by * step + order.length * 2) % order.length];
        if (next && next.conversation !== openId && (!onlyUnread || next.unread > 0 || next.invited)) {
          navigate(conversationPath(next));
          return;
        }
      }
    },
    landmark: (by) => {
      const there = landmarks.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? []);
      const at = there.findLastIndex((element) => element.contains(document.activeElement));
      const next = there[(at + by + there.length) % there.length];
      if (next?.matches('[role="log"]')) pane.current?.focusLog();
      else if (next?.matches('#sidebar, #panel'))
        next.querySelector<HTMLElement>('a[aria-current], a, button')?.focus();
      else next?.focus();
    },
    escape: () => pane.current?.escape(),
    firstUnread: () => pane.current?.firstUnread(),
    latest: () => pane.current?.latest(),
    compose: () => pane.current?.compose(),
  });

  const roomMenu = (room: ConversationId, closeMenu: () => void) => {
    const found = entries.find(({ conversation }) => conversation === room);
    const then = (what: 'edit' | 'invite' | 'leave') => () => {
      closeMenu();
      setOpen({ what, room });
    };
    return (
      <>
        {can(found, 'edit_room') && (
          <MenuItem icon="pencil" onSelect={then('edit')}>
            {text('room.edit')}
          </MenuItem>
        )}
        {found?.room?.visibility === 'private' && (
          <MenuItem icon="user-plus" onSelect={then('invite')}>
            {text('invite.open')}
          </MenuItem>
        )}
        <MenuItem icon="log-out" onSelect={then('leave')}>
          {text('room.leave')}
        </MenuItem>
      </>
    );
  };

  const overlay =
    open && 'room' in open ? entries.find(({ conversation }) => conversation === open.room)?.room : undefined;
  const isList = useMedia(phone) && place.kind === 'inbox';
  const hasComposer = entry !== undefined && !entry.invited;
  const panelRoom = place.kind === 'room' && place.members && !entry?.invited ? entry?.room : undefined;

  return (
    <div className={styles.shell}>
      <a
        className={styles.skip}
        href={hasComposer ? '#composer' : '#main'}
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>(hasComposer ? '#composer' : '#main')?.focus();
        }}
      >
        {text(hasComposer ? 'skip.toComposer' : 'skip.toMain')}
      </a>
      <ConnectionBar />
      <div
        className={classNames(styles.panes, panelRoom && styles.withPanel, place.kind === 'inbox' && styles.listOpen)}
      >
        <ErrorBoundary name="sidebar">
          <Sidebar
            open={openId}
            alone={isList}
            place={place.kind === 'inbox' || place.kind === 'rooms' ? place.kind : undefined}
            onSwitch={() => setOpen({ what: 'switcher', initial: '' })}
            onNewDirect={() => setOpen({ what: 'switcher', initial: '@' })}
            roomMenu={(closeMenu) => (
              <>
                <MenuItem
                  icon="plus"
                  onSelect={() => {
                    closeMenu();
                    setOpen({ what: 'create', name: '' });
                  }}
                >
                  {text('room.create')}
                </MenuItem>
                <MenuItem
                  icon="compass"
                  onSelect={() => {
                    closeMenu();
                    navigate(paths.rooms);
                  }}
                >
                  {text('rooms.find')}
                </MenuItem>
              </>
            )}
            userBar={
              <UserBar onShortcuts={() => setOpen({ what: 'help' })} onSignOut={() => setOpen({ what: 'sign-out' })} />
            }
          />
        </ErrorBoundary>
        <div className={styles.main}>
          <ErrorBoundary key={pathname.split('/').slice(0, 3).join('/')} name="main">
            {place.kind === 'inbox' && !isList && <InboxPane onCreate={() => setOpen({ what: 'create', name: '' })} />}
            {place.kind === 'rooms' && (
              <Suspense>
                <FindRooms back={<BackButton />} onCreate={(name) => setOpen({ what: 'create', name })} />
              </Suspense>
            )}
            {place.kind === 'room' && (
              <RoomPlace
                ref={pane}
                name={place.room}
                seq={place.seq}
                showsMembers={place.members}
                entry={entry}
                menu={roomMenu}
                onInvite={(room) => setOpen({ what: 'invite', room })}
              />
            )}
            {place.kind === 'direct' && (
              <DirectPlace ref={pane} username={place.username} seq={place.seq} entry={entry} />
            )}
            {place.kind === 'unknown' && (
              <StatePane head={<BackButton />} title={text('gone.pageTitle')} words={text('gone.pageWords')} />
            )}
          </ErrorBoundary>
        </div>
        {panelRoom && (
          <div className={styles.panel}>
            <ErrorBoundary name="panel">
              <Suspense>
                <MemberPanel
                  room={panelRoom}
                  mayRemove={can(entry, 'remove')}
                  onInvite={
                    panelRoom.visibility === 'private'
                      ? () => setOpen({ what: 'invite', room: panelRoom.id })
                      : undefined
                  }
                  onRemove={(member) => setOpen({ what: 'remove', room: panelRoom.id, member })}
                />
              </Suspense>
            </ErrorBoundary>
          </div>
        )}
      </div>

      <Suspense>
        {open?.what === 'switcher' && <Switcher open={openId} initial={open.initial} onClose={close} />}
        {open?.what === 'create' && <CreateRoomDialog initialName={open.name} onClose={close} />}
        {open?.what === 'help' && <ShortcutSheet onClose={close} />}
        {open?.what === 'edit' && overlay && <EditRoomDialog room={overlay} onClose={close} />}
        {open?.what === 'invite' && overlay && <InviteDialog room={overlay} onClose={close} />}
        {open?.what === 'leave' && overlay && (
          <ConfirmDialog
            title={text('room.leaveTitle', { name: overlay.name })}
            words={text(overlay.visibility === 'private' ? 'room.leavePrivate' : 'room.leavePublic')}
            yes={text('room.leave')}
            onClose={close}
            onYes={() =>
              void chat.leaveRoom(overlay.id).then((outcome) => {
                if (outcome.ok) navigate(paths.inbox);
                else tellFailure(outcome.failure);
              })
            }
          />
        )}
        {open?.what === 'remove' && overlay && (
          <ConfirmDialog
            title={text('members.remove', { name: open.member.user.displayName })}
            words={text('members.removeWords', { room: overlay.name })}
            yes={text('members.removeNow')}
            onClose={close}
            onYes={() =>
              void chat.removeMember(open.room, open.member.user.id).then((outcome) => {
                if (!outcome.ok) tellFailure(outcome.failure);
              })
            }
          />
        )}
        {open?.what === 'sign-out' && (
          <ConfirmDialog
            title={text('signOut.title')}
            words={text('signOut.words')}
            yes={text('signOut')}
            onClose={close}
            onYes={() =>
              void chat.signOut().then(() => {
                clearDrafts();
                forgetPlaces();
                navigate(paths.inbox, { replace: true });
              })
            }
          />
        )}
      </Suspense>
    </div>
  );
};
