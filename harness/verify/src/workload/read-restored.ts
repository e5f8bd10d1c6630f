import type { ConversationId, Message } from '@rookery/protocol';
import { isPassing, patiently } from '@rookery/testkit/patiently';
import type { RestoredLog, RestoredRecord } from '../backup-records.ts';
import type { Archive } from '../system/archive.ts';
import { askOverHttp } from './ask-over-http.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

const pageMessages = 100;

/** Checks the archive, restores its last backup into an empty store, and reads there what people may read who are still signed in. */
export async function readRestored(stage: Stage, { history }: Recorder, archive: Archive | undefined): Promise<void> {
  if (!archive || !history.backups.some(({ endedAt }) => endedAt !== null)) return;
  for (const step of [() => archive.verify(), () => archive.restore()]) {
    const { isDone, said } = await step();
    if (isDone) continue;
    history.final.restored = { failure: said, logs: new Map() };
    return;
  }
  history.final.restored = await archive
    .serve(async (url): Promise<RestoredRecord> => {
      const logs = new Map<ConversationId, RestoredLog>();
      const tokens = new Map([...stage.devices.values()].map(({ user, token }) => [user.id, token]));
      for (const [conversation, { messages }] of history.final.logs) {
        // Whoever wrote there belongs there, mostly.
        const likely = new Set(messages.map(({ user }) => user.id));
        const readers = [...tokens].toSorted(([one], [other]) => Number(likely.has(other)) - Number(likely.has(one)));
        for (const [, token] of readers) {
          const log = await readOverHttp(url, token, conversation);
          if (log === null) continue;
          logs.set(conversation, log);
          break;
        }
      }
      return { failure: null, logs };
    })
    .catch((error: unknown): RestoredRecord => ({ failure: String(error), logs: new Map() }));
}

type Page = {
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
  readonly head: { readonly seq: number };
};

/** Null for whoever may not read it. */
async function readOverHttp(url: string, token: string, conversation: ConversationId): Promise<RestoredLog | null> {
  const messages: Message[] = [];
  for (;;) {
    const body = { conversation, after: messages.at(-1)?.seq ?? 0, limit: pageMessages };
    const page = await patiently(() => askOverHttp<Page>(url, { path: 'call/history:fetch', body }, token)).catch(
      (error: unknown) => {
        if (isPassing(error)) throw error;
        return null;
      },
    );
    if (page === null) return null;
    messages.push(...page.messages);
    if (!page.hasMore || page.messages.length === 0) return { headSeq: page.head.seq, messages };
  }
}
