import type { ConversationId, UserId } from '@rookery/protocol';
import type {
  Announcements,
  ConversationAnnouncement,
  Hearing,
  Listening,
  UserAnnouncement,
} from '../../ports/announcements.ts';
import { Few } from '../../domain/few.ts';
import type { Announced, Reported } from './worker/transaction.ts';

/** Announcements inside one process: heard in log order, never missed. */
export class EmbeddedAnnouncements implements Announcements {
  readonly #conversations = new Map<ConversationId, Few<Hearing<ConversationAnnouncement>>>();
  readonly #people = new Map<'all', Few<Hearing<UserId>>>();
  readonly #reports = new Map<'all', Few<Hearing<Reported>>>();
  readonly #users = new Map<UserId, Few<Hearing<UserAnnouncement>>>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  listenToConversation(conversation: ConversationId, hearing: Hearing<ConversationAnnouncement>): Promise<Listening> {
    return Promise.resolve(new EmbeddedListening(this.#conversations, conversation, hearing));
  }

  listenToUser(user: UserId, hearing: Hearing<UserAnnouncement>): Promise<Listening> {
    return Promise.resolve(new EmbeddedListening(this.#users, user, hearing));
  }

  listenToPeople(hearing: Hearing<UserId>): Listening {
    return new EmbeddedListening(this.#people, 'all', hearing);
  }

  listenToReports(hearing: Hearing<Reported>): Listening {
    return new EmbeddedListening(this.#reports, 'all', hearing);
  }

  tellTyping: Announcements['tellTyping'] = (conversation, user, on) => {
    this.#tell(this.#conversations.get(conversation), { kind: 'typing', user, on });
  };

  tellRead: Announcements['tellRead'] = (conversation, user, seq) => {
    this.#tell(this.#conversations.get(conversation), { kind: 'read', user, seq });
  };

  health(): { readonly ok: true } {
    return { ok: true };
  }

  /** What the database has committed, in its order. */
  announce(all: readonly Announced[]): void {
    for (const announced of all) {
      if ('conversation' in announced)
        this.#tell(this.#conversations.get(announced.conversation), announced.announcement);
      else if ('user' in announced) this.#tell(this.#users.get(announced.user), announced.announcement);
      else if ('reported' in announced) this.#tell(this.#reports.get('all'), announced.reported);
      else this.#tell(this.#people.get('all'), announced.person);
    }
  }

  #tell<Announcement>(hearings: Iterable<Hearing<Announcement>> | undefined, announcement: Announcement): void {
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

class EmbeddedListening<Subject, Heard extends object> implements Listening {
  readonly #all: Map<Subject, Few<Heard>>;
  readonly #subject: Subject;
  readonly #hearing: Heard;

  constructor(all: Map<Subject, Few<Heard>>, subject: Subject, hearing: Heard) {
    this.#all = all;
    this.#subject = subject;
    this.#hearing = hearing;
    const hearings = all.get(subject) ?? new Few();
    all.set(subject, hearings);
    hearings.add(hearing);
  }

  stop(): void {
    const hearings = this.#all.get(this.#subject);
    if (hearings?.delete(this.#hearing) && hearings.size === 0) this.#all.delete(this.#subject);
  }
}
