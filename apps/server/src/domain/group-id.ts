import { asGroupId } from '@rookery/protocol';
import type { GroupId, UserId } from '@rookery/protocol';
import { digestOf } from './direct-id.ts';

/** The id of the group conversation of these people, each named once: everyone computes the same. [ROOM-30] */
export const groupIdOf = (people: readonly UserId[]): GroupId => asGroupId(`g_${digestOf(people.toSorted())}`);
