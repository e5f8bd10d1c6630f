import { ChatError, traceStep } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, TraceStep } from '@rookery/protocol';
import * as z from 'zod/mini';
import type { MessageTraces } from '../delivery/message-traces.ts';
import { tracedMs } from '../delivery/message-traces.ts';
import { otherOf, placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts } from '../domain/conversation.ts';
import type { LogMessage } from '../domain/log.ts';
import type { Actor } from './actor.ts';
import { askOthers } from './ask-nodes.ts';
import { messageAt } from './message-at.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';
import { standingOf } from './server-standing.ts';

const traceQuestion = z.object({ kind: z.literal('trace'), conversation: z.string(), seq: z.int() });
const heardSteps = z.array(traceStep).check(z.maxLength(100));
const stepsLimit = 500;

type Tracing = Pick<Ports, 'people' | 'log' | 'receipts' | 'nodeCalls' | 'traces' | 'clock'>;
/** What tells of devices of others. */
const tellsOfOthers: ReadonlySet<TraceStep['what']> = new Set(['delivered', 'resumed', 'pushed', 'mailed']);
const order: readonly TraceStep['what'][] = [
  ...(['accepted', 'stored', 'announced', 'delivered', 'resumed', 'pushed', 'mailed'] as const),
];

/**
 * What has become of a message, to its author and to admins, who are told no word of it. Every node is asked for what happened there; one that does not answer,
 * or was started since, leaves its steps out. [TRACE-1] [TRACE-2]
 */
export async function traceMessage(
  ports: Tracing,
  actor: Actor,
  { conversation, seq }: RequestOf<'message:trace'>,
): Promise<AnswerOf<'message:trace'>> {
  const { isAdmin } = await standingOf(ports, actor);
  const found = isAdmin
    ? { message: await messageAt(ports.log, conversation, seq), facts: null }
    : await ownMessage(ports, actor, conversation, seq);
  if (!found.message) throw notFound('seq');
  if (!isAdmin && found.message.author !== actor.user.id)
    throw new ChatError('forbidden', { message: 'Only its author and the server’s admins may ask for that.' });
  if (!ports.traces.isOn)
    throw new ChatError('forbidden', { message: 'This server keeps no traces: ROOKERY_MESSAGE_TRACES is off.' });
  const { at } = found.message;
  if (at < ports.clock.now() - tracedMs) return { steps: [] };
  const { answers } = await askOthers(ports.nodeCalls, { kind: 'trace', conversation, seq }, (answer) =>
    heardSteps.parse(answer),
  );
  const steps = keptFirst([...ports.traces.of(conversation, seq), ...answers.flat()]);
  // The log says so, whoever has forgotten it since.
  if (!steps.some(({ what }) => what === 'stored')) steps.push({ what: 'accepted', at }, { what: 'stored', at });
  const shown =
    found.facts && !(await allShow(ports, found.facts, actor))
      ? steps.filter(({ what }) => !tellsOfOthers.has(what))
      : steps;
  return { steps: shown.toSorted(inOrder).slice(0, stepsLimit) };
}

/** The same whichever node is asked, also of what happened on two in the same moment. */
const inOrder = (one: TraceStep, other: TraceStep): number =>
  one.at - other.at ||
  order.indexOf(one.what) - order.indexOf(other.what) ||
  compareWords(one.node ?? '', other.node ?? '');

const compareWords = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

/** Where one copy is all, it is there before anybody hears of the message; only the answer that says so comes back later. */
const keptFirst = (steps: readonly TraceStep[]): TraceStep[] =>
  steps.map((step) =>
    step.what === 'stored' && step.copies === 1
      ? {
          ...step,
          at: steps.reduce(
            (first, { what, node, at }) => (what === 'announced' && node === step.node ? Math.min(first, at) : first),
            step.at,
          ),
        }
      : step,
  );

/** What another node asks. */
export function answerTrace(traces: MessageTraces, question: unknown): Promise<TraceStep[]> {
  const { conversation, seq } = traceQuestion.parse(question);
  return Promise.resolve(traces.of(conversation as ConversationId, seq).slice(0, 100));
}

async function ownMessage(
  { log }: Tracing,
  { user }: Actor,
  conversation: ConversationId,
  seq: number,
): Promise<{ readonly message: LogMessage | undefined; readonly facts: ConversationFacts }> {
  const page = await log.page({ conversation, reader: user.id, after: seq - 1, limit: 1 });
  if (page.status === 'refused') throw refuse(page);
  const [message] = page.messages;
  return { message: message?.seq === seq ? message : undefined, facts: page.state.facts };
}

/** Whoever does not show how far she has read does not show, among few, where a message has come to either. [TRACE-4] */
async function allShow({ receipts }: Tracing, facts: ConversationFacts, { user }: Actor): Promise<boolean> {
  const place = placeFacts(facts);
  const others =
    place.kind === 'direct'
      ? [otherOf(place, user.id)]
      : place.kind === 'group'
        ? place.people.filter((id) => id !== user.id)
        : [];
  const shown = await Promise.all(others.map((id) => receipts.shows(id)));
  return shown.every(Boolean);
}
