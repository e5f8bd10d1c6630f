import type { Room } from '@rookery/protocol';
import type { IconName } from '../design/icon-name.ts';

/** The sign before a room's name: whether anybody may come in, and whether it is there for announcements. */
export const roomIcon = (room: Pick<Room, 'visibility' | 'rights'> | undefined): IconName =>
  room?.visibility === 'private'
    ? 'lock'
    : room?.rights?.post === 'moderator' || room?.rights?.post === 'owner'
      ? 'megaphone'
      : 'hash';
