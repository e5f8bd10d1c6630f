import type { Scene, State } from './scene.ts';
import { administration } from './screens/administration.ts';
import { direct } from './screens/direct.ts';
import { groups } from './screens/group.ts';
import { inbox } from './screens/inbox.ts';
import { invitation } from './screens/invitation.ts';
import { join } from './screens/join.ts';
import { ops } from './screens/ops.ts';
import { overlays } from './screens/overlays.ts';
import { files, members, pins } from './screens/panels.ts';
import { room } from './screens/room.ts';
import { rooms } from './screens/rooms.ts';
import { saved } from './screens/saved.ts';
import { scripted } from './screens/scripted.ts';
import { search } from './screens/search.ts';
import { settings } from './screens/settings.ts';
import { share } from './screens/share.ts';
import { switcher } from './screens/switcher.ts';
import { thread } from './screens/thread.ts';
import { viewer, writing } from './screens/writing.ts';

const screens: Readonly<Record<string, readonly State[]>> = {
  join,
  invitation,
  inbox,
  room,
  direct,
  group: groups,
  thread,
  members,
  pins,
  files,
  writing,
  viewer,
  overlays,
  rooms,
  search,
  saved,
  share,
  settings,
  administration,
  ops,
  switcher,
};

/** Every screen in every state that it has. */
export const scenes: readonly Scene[] = [
  ...Object.entries(screens).flatMap(([screen, states]) => states.map((state) => ({ screen, ...state }))),
  ...scripted,
];
