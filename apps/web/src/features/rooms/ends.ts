import type { Entry } from '@rookery/protocol';
import { basePath } from '../../lib/base-path.ts';
import { paths } from '../../lib/paths.ts';
import { text } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { confirm } from '../../shell/confirm.ts';
import type { Shell } from '../../shell/feature.ts';

export const leave = ({ room }: Entry, { client, navigate }: Shell): void => {
  if (!room) return;
  confirm.open({
    title: text('room.leaveTitle', { name: room.name }),
    words: text(room.visibility === 'private' ? 'room.leavePrivate' : 'room.leavePublic'),
    yes: text('room.leave'),
    onYes: () => void client.leaveRoom(room.id).then(() => navigate(paths.inbox), tellFailure),
  });
};

export const remove = ({ room }: Entry, { client, navigate }: Shell): void => {
  if (!room) return;
  confirm.open({
    title: text('room.deleteTitle', { name: room.name }),
    words: text('room.deleteWords'),
    yes: text('room.deleteNow'),
    onYes: () => void client.deleteRoom(room.id).then(() => navigate(paths.inbox), tellFailure),
  });
};

/** The server makes it as the browser takes it: none of it passes through the page. */
export const take = ({ room }: Entry): void => {
  if (!room) return;
  confirm.open({
    title: text('room.exportTitle', { name: room.name }),
    words: text('room.exportWords'),
    yes: text('room.exportNow'),
    harmless: true,
    onYes: () => {
      const link = document.createElement('a');
      link.href = `${basePath}/api/v1/rooms/${room.id}/export`;
      link.download = '';
      link.click();
    },
  });
};
