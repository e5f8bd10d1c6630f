import type { ConversationId, UserId } from '@rookery/protocol';
import { placeOfSaved, toDraft, toLater, toSaved } from './kept-things.ts';
import type { UserAnnouncement } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';
import { Frame } from './frame.ts';
import type { Profiles } from './profiles.ts';

/** What a person's devices are told of something that she keeps, as it is now, if anything: of two changes that are told late both bring the later state. */
export async function keptNews(
  { kept, log }: Store,
  profiles: Profiles,
  user: UserId,
  { of, key, isDue }: Extract<UserAnnouncement, { kind: 'kept' }>,
): Promise<Frame | null> {
  // Her inbox tells it.
  if (of === 'notify') return null;
  // Each device knows its own.
  if (of === 'push') return null;
  // Nobody is told.
  if (of === 'digest') return null;
  const thing = await kept.find(user, of, key);
  switch (of) {
    case 'saved':
      return Frame.event('saved:update', {
        ...placeOfSaved(key),
        saved: thing && (await toSaved({ log, profiles }, user, thing)),
        ...(isDue ? { isDue } : {}),
      });
    case 'draft':
      return Frame.event(
        'draft:update',
        thing ? toDraft(thing) : { conversation: key as ConversationId, content: '', at: Date.now() },
      );
    case 'later':
      return Frame.event('later:update', { id: key, item: thing && toLater(thing) });
  }
}
