import { accounts } from '../features/account/feature.ts';
import { administration } from '../features/administration/feature.ts';
import { composing } from '../features/composer/feature.ts';
import { files } from '../features/files/feature.ts';
import { groups } from '../features/groups/feature.ts';
import { inbox } from '../features/inbox/feature.ts';
import { invitations } from '../features/invitations/feature.ts';
import { session } from '../features/join/feature.ts';
import { kept } from '../features/kept/feature.ts';
import { members } from '../features/members/feature.ts';
import { notices } from '../features/notices/feature.ts';
import { profile } from '../features/profile/feature.ts';
import { reports } from '../features/reports/feature.ts';
import { rooms } from '../features/rooms/feature.ts';
import { searching } from '../features/search/feature.ts';
import { sharing } from '../features/share/feature.ts';
import { shortcuts } from '../features/shortcuts/feature.ts';
import { switching } from '../features/switcher/feature.ts';
import { reading } from '../features/timeline/feature.ts';
import type { Feature } from '../shell/feature.ts';
import { moving } from './moving.ts';
import { settings } from './settings.ts';
import { threads } from './threads.ts';

/** Everything the app consists of beyond its frame, in the order in which menus and the sheet of keys name it. */
export const features: readonly Feature[] = [
  switching,
  searching,
  moving,
  notices,
  inbox,
  rooms,
  groups,
  reports,
  members,
  files,
  kept,
  threads,
  sharing,
  invitations,
  reading,
  composing,
  profile,
  accounts,
  administration,
  settings,
  shortcuts,
  session,
];
