import type { Reaction, UserId } from '@rookery/protocol';
import type { LogMessage, ReadMessage } from './log.ts';
import type { KeptLinks } from './stored-link.ts';
import type { Votes } from './poll.ts';

/** What has happened to a message since it was written: a patch over its entry. What is not in it stands as it was written. */
export type Overlay = {
  readonly content?: string | undefined;
  readonly edited?: number | undefined;
  /** Whom it calls since an edit, where it calls or called anybody. */
  readonly mentions?: readonly UserId[] | undefined;
  /** Its content and all that hangs on it are gone. */
  readonly deleted?: true | undefined;
  readonly reactions?: readonly Reaction[] | undefined;
  readonly links?: KeptLinks | undefined;
  readonly pinned?: true | undefined;
  /** Of its poll. */
  readonly votes?: Votes | undefined;
  /** What the reader herself reacted with. */
  readonly mine?: readonly string[] | undefined;
  /** Of its last change. */
  readonly rev?: number | undefined;
};

/** The message as it reads now. */
export function applyOverlay(message: LogMessage, overlay: Overlay): ReadMessage {
  const now: LogMessage = { ...message };
  if (overlay.rev !== undefined) now.rev = overlay.rev;
  if (overlay.deleted) {
    now.deleted = true;
    delete now.content;
    delete now.mentions;
    delete now.parts;
    return now;
  }
  if (overlay.content !== undefined) now.content = overlay.content;
  if (overlay.edited !== undefined) now.edited = overlay.edited;
  if (overlay.mentions?.length === 0) delete now.mentions;
  else if (overlay.mentions) now.mentions = [...overlay.mentions];
  if (overlay.links) now.links = overlay.links;
  if (overlay.pinned) now.pinned = true;
  if (overlay.votes) now.votes = overlay.votes;
  if (overlay.reactions && overlay.reactions.length > 0) now.reactions = [...overlay.reactions];
  return overlay.mine && overlay.mine.length > 0 ? { ...now, mine: overlay.mine } : now;
}
