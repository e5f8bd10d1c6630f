import { asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Page } from '../../domain/page.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import type { Listening } from '../../ports/announcements.ts';
import { reportsKept } from '../../ports/reports.ts';
import type { FiledReport, Reports, ReportsHearing } from '../../ports/reports.ts';
import type { Bus } from './bus.ts';
import { reportKeys } from './keys.ts';
import { lowerEnd, toCursor } from './list-cursor.ts';
import { bytes, list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** All reports are in one slot: they are few, and each of these acts is one step. */
export class RedisReports implements Reports {
  readonly #shards: Shards;
  readonly #bus: Bus;

  constructor(shards: Shards, bus: Bus) {
    this.#shards = shards;
    this.#bus = bus;
  }

  async file(report: FiledReport): Promise<'filed' | 'again' | 'too-many'> {
    const { id, conversation, by } = report;
    const { reply } = await this.#shards.commit({
      script: script('report-file'),
      keys: keysOf(conversation),
      args: [
        ...[id, placeOf(report), JSON.stringify(report), onceOf(report), by, newsOf(report)],
        ...[reportsKept.all, reportsKept.ofConversation, reportsKept.byOne],
      ],
    });
    const status = text(reply);
    return status === 'filed' || status === 'again' ? status : 'too-many';
  }

  async list(
    conversation: ConversationId | null,
    reader: UserId,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<FiledReport>> {
    const reply = await this.#shards.run({
      script: script('reports'),
      keys: [reportKeys.reports, conversation === null ? reportKeys.places : reportKeys.placesOf(conversation)],
      args: [lowerEnd(cursor), limit + 1, reader],
    });
    const flat = list(reply);
    const found = Array.from({ length: flat.length / 2 }, (_, index) => ({
      place: bytes(flat[2 * index]),
      json: text(flat[2 * index + 1]),
    }));
    const shown = found.slice(0, limit);
    return {
      rows: shown.map(({ json }) => parse(json)),
      next: found.length > limit ? toCursor(shown.at(-1)?.place) : null,
    };
  }

  async find(id: string): Promise<FiledReport | null> {
    const reply = await this.#shards.run({ script: script('read-hash'), keys: [reportKeys.reports], args: [id] });
    const json = text(list(reply)[0]);
    return json === '' ? null : parse(json);
  }

  async close(id: string): Promise<boolean> {
    const report = await this.find(id);
    if (!report) return false;
    const { reply } = await this.#shards.commit({
      script: script('report-close'),
      keys: keysOf(report.conversation),
      args: [id, placeOf(report), onceOf(report), report.by, newsOf(report)],
    });
    return number(reply) === 1;
  }

  listen({ changed }: ReportsHearing): Listening {
    let isOver = false;
    let stop: (() => void) | null = null;
    const hear = (payload: Buffer): void => {
      const [conversation = '', author = ''] = payload.toString().split(' ');
      changed(asConversationId(conversation), asUserId(author));
    };
    const subscribe = async (): Promise<void> => {
      while (!isOver && stop === null) {
        try {
          const heard = await this.#bus.listen(reportKeys.reports, { hear, missed: () => undefined });
          if (isOver) return heard();
          stop = heard;
        } catch {
          // `listen` has waited for its deadline: it is asked again at once.
        }
      }
    };
    void subscribe();
    return {
      stop: () => {
        isOver = true;
        stop?.();
      },
    };
  }
}

/** Written by this adapter alone. */
const parse = (json: string): FiledReport => JSON.parse(json) as FiledReport;

const keysOf = (conversation: ConversationId): string[] => [
  reportKeys.reports,
  reportKeys.places,
  reportKeys.placesOf(conversation),
  reportKeys.once,
  reportKeys.byWhom,
  reportKeys.placesOf(readThreadId(conversation)?.parent ?? conversation),
];

/** Earliest first: the time in 16 digits, NUL, the id. */
const placeOf = ({ at, id }: FiledReport): string => `${String(Math.floor(at)).padStart(16, '0')}\0${id}`;
const newsOf = ({ conversation, message }: FiledReport): string => `${conversation} ${message.author}`;
const onceOf = ({ conversation, seq, by }: FiledReport): string => `${conversation} ${seq} ${by}`;
