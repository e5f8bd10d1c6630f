import { isQuiet, toldLevel } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { everybody } from './everybody.ts';
import type { PushStanding } from './push-standing.ts';

/** A message, as far as it matters to whom it is pushed. */
export type PushableMessage = {
  readonly author: UserId;
  readonly seq: number;
  /** Whom it calls. */
  readonly mentions?: readonly UserId[] | undefined;
  /** It was said in a direct conversation or a group. */
  readonly isDirect: boolean;
  readonly isSilent: boolean;
};

/** Whether it is meant for her in particular. */
export const callsHer = ({ mentions = [], isDirect }: PushableMessage, user: UserId): boolean =>
  isDirect || mentions.includes(user) || mentions.includes(everybody);

/** Whether somebody is to be pushed to because of a message, at this moment. [PUSH-5] [PUSH-6] [TOLD-5] */
export function isToBePushed(message: PushableMessage, standing: PushStanding, now: number): boolean {
  const { user, read, devices, own, outer, usual, quietHours } = standing;
  if (message.isSilent || message.author === user || devices === 0 || read === null || read >= message.seq)
    return false;
  const level = toldLevel(now, { own: own ?? undefined, parent: outer ?? undefined, usual: usual ?? undefined });
  if (level === 'none' || isQuiet(quietHours, now)) return false;
  return level === 'all' || callsHer(message, user);
}
