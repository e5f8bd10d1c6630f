import type { Notify, NotifyLevel } from './shapes/notify.ts';

/** Nothing is told of it now, and it is shown without pressing. */
export const isMuted = (notify: Notify | undefined, now: number): boolean => (notify?.mutedUntil ?? 0) > now;

/**
 * What somebody is told of in a conversation at `now` (ms since the epoch): what she says of it herself, else of the conversation that it is a thread of, else of all. A mute of
 * any of these holds.
 */
export const toldLevel = (
  now: number,
  { own, parent, usual }: Readonly<Partial<Record<'own' | 'parent' | 'usual', Notify | undefined>>>,
): NotifyLevel =>
  [own, parent, usual].some((notify) => isMuted(notify, now))
    ? 'none'
    : (own?.level ?? parent?.level ?? usual?.level ?? 'mentions');
