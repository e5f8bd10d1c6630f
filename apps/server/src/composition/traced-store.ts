import type { Tracing } from '../ops/tracing.ts';
import type { Announcements, Hearing } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';

/** The calls of a store as steps of the requests that make them, and what it announces as work of its own. */
export function tracedStore(store: Store, system: 'redis' | 'sqlite', tracing: Tracing): Store {
  const traced: Record<string, unknown> = {
    health: () => store.health(),
    close: () => store.close(),
  };
  for (const [name, port] of Object.entries(store) as [string, unknown][])
    if (typeof port === 'object' && port !== null) traced[name] = tracedPort(port, name, system, tracing);
    else traced[name] ??= port;
  // Each of its ports is there, as itself or traced.
  return { ...(traced as Store), announcements: tracedAnnouncements(store.announcements, tracing) };
}

/** A port whose calls are steps. */
function tracedPort(port: object, name: string, system: string, tracing: Tracing): object {
  const calls = new Map<PropertyKey, unknown>();
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      let call = calls.get(property);
      if (call === undefined) {
        const step = `${name}.${String(property)}`;
        const attributes = { 'db.system': system, 'db.operation': step };
        call = (...args: unknown[]): unknown => {
          const end = tracing.begin(step, attributes);
          if (!end) return Reflect.apply(value, target, args);
          try {
            const answer: unknown = Reflect.apply(value, target, args);
            if (answer instanceof Promise)
              return answer.then(
                (result: unknown) => {
                  end();
                  return result;
                },
                (error: unknown) => {
                  end(error);
                  throw error;
                },
              );
            end();
            return answer;
          } catch (error) {
            end(error);
            throw error;
          }
        };
        calls.set(property, call);
      }
      return call;
    },
  });
}

/** What a conversation's listeners are told of, from hearing it to the queues of connections. */
function tracedAnnouncements(announcements: Announcements, tracing: Tracing): Announcements {
  const heard = <Announcement extends { readonly kind: string }>(
    hearing: Hearing<Announcement>,
  ): Hearing<Announcement> => ({
    hear(announcement) {
      const { kind } = announcement;
      if (kind !== 'message' && kind !== 'change') hearing.hear(announcement);
      else tracing.turn('deliver', { 'rookery.kind': kind }, () => hearing.hear(announcement));
    },
    missed: () => hearing.missed(),
  });
  return {
    listenToConversation: (conversation, hearing) => announcements.listenToConversation(conversation, heard(hearing)),
    listenToUser: (user, hearing) => announcements.listenToUser(user, hearing),
    tellTyping: (conversation, user, on) => announcements.tellTyping(conversation, user, on),
    tellRead: (conversation, user, seq) => announcements.tellRead(conversation, user, seq),
    health: () => announcements.health(),
  };
}
