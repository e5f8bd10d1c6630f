import { clientEvents, errorBody, errors, isClientEventName, limits } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import * as z from 'zod';
import type { Outcome } from './link.ts';

const failure = z.strictObject({ ok: z.literal(false), error: errorBody });

/** A refusal repeats nothing of what was sent: it is short. */
const refusalChars = 600;

export type Judged = {
  /** As it is counted: `ok`, a code of the error table, or what else became of it. */
  readonly outcome: string;
  /** What is wrong with it; null: nothing. */
  readonly fault: string | null;
};

/** Whether an answer is one that the error table or the event's schema knows. `internal` never is right. */
export function judge(answer: unknown, text: string, schema: z.core.$ZodType | null): Judged {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer))
    return { outcome: 'none', fault: `is no answer: ${text.slice(0, 200)}` };
  if (answer.ok === true) {
    const parsed = schema === null ? null : z.safeParse(schema, answer);
    const issue = parsed?.success === false ? JSON.stringify(parsed.error.issues[0]) : null;
    return { outcome: 'ok', fault: issue === null ? null : `is not of its schema: ${issue} ${text.slice(0, 300)}` };
  }
  const parsed = z.safeParse(failure, answer);
  if (!parsed.success) return { outcome: 'none', fault: `is not of the error table: ${text.slice(0, 300)}` };
  const { code } = parsed.data.error;
  if (code === 'internal') return { outcome: code, fault: `is internal: ${text.slice(0, 300)}` };
  const fault = text.length > refusalChars ? `is a long refusal: ${text.slice(0, 300)}` : null;
  return { outcome: code, fault };
}

/** Of an event over a socket. One whose connection was cut is not judged here. */
export function judgeAck(event: string, outcome: Exclude<Outcome, 'cut'>): Judged {
  if (outcome === 'unanswered')
    return { outcome, fault: `was not answered, whereas ${limits.answerMs} ms are promised` };
  const schema = isClientEventName(event) ? clientEvents[event].answer : null;
  return judge(outcome.answer, outcome.text, schema);
}

/** Of a call over HTTP: the status too is the error table's. */
export function judgeReply(event: string, status: number, text: string): Judged {
  if (status === 204 && text === '') return { outcome: 'ok', fault: null };
  // A zip: what is kept of whoever asks.
  if (status === 200 && text.startsWith('PK\u0003\u0004')) return { outcome: 'ok', fault: null };
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return { outcome: 'none', fault: `is no JSON (${status}): ${text.slice(0, 200)}` };
  }
  const schema = isClientEventName(event) ? clientEvents[event].answer : null;
  const judged = judge(answer, text, schema);
  if (judged.fault !== null) return judged;
  const right: readonly number[] =
    judged.outcome === 'ok' ? [200, 201] : [errors[judged.outcome as ErrorCode].status, 405, 403, 412, 415];
  return right.includes(status) ? judged : { ...judged, fault: `${judged.outcome} has the status ${status}` };
}
