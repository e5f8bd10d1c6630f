import type { ConversationId, UserId } from '@rookery/protocol';
import type {
  Announcements,
  ConversationAnnouncement,
  Hearing,
  Listening,
  UserAnnouncement,
} from '../../ports/announcements.ts';
import type { Announced } from './worker/transaction.ts';

/** Announcements inside one process: heard in log order, never missed. */
export class EmbeddedAnnouncements implements Announcements {
  readonly #conversations = new Map<ConversationId, Set<Hearing<ConversationAnnouncement>>>();
  readonly #users = new Map<UserId, Set<Hearing<UserAnnouncement>>>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  listenToConversation(conversation: ConversationId, hearing: Hearing<ConversationAnnouncement>): Promise<Listening> {
    return Promise.resolve(listen(this.#conversations, conversation, hearing));
  }

  listenToUser(user: UserId, hearing: Hearing<UserAnnouncement>): Promise<Listening> {
    return Promise.resolve(listen(this.#users, user, hearing));
  }

  tellTyping: Announcements['tellTyping'] = (conversation, user, on) => {
    this.#tell(this.#conversations.get(conversation), { kind: 'typing', user, on });
  };

  health(): { readonly ok: true } {
    return { ok: true };
  }

  /** What the database has committed, in its order. */
  announce(all: readonly Announced[]): void {
    for (const announced of all) {
      if ('conversation' in announced)
        this.#tell(this.#conversations.get(announced.conversation), announced.announcement);
      else this.#tell(this.#users.get(announced.user), announced.announcement);
    }
  }

  #tell<Announcement>(hearings: ReadonlySet<Hearing<Announcement>> | undefined, announcement: Announcement): void {
    for (const hearing of hearings ?? []) {
      try {
        hearing.hear(announcement);
      } catch (error) {
        // One listener's fault costs neither the others their announcement nor the writer her answer.
        this.#onFault(error);
      }
    }
  }
}

function listen<Subject, Heard>(all: Map<Subject, Set<Heard>>, subject: Subject, hearing: Heard): Listening {
  const hearings = all.get(subject) ?? new Set();
  all.set(subject, hearings);
  hearings.add(hearing);
  return {
    stop: () => {
      hearings.delete(hearing);
      if (hearings.size === 0 && all.get(subject) === hearings) all.delete(subject);
    },
  };
}
