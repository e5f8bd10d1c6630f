import { ChatError, isClientEventName, parseRequest } from '@rookery/protocol';
import type { AnswerOf, ClientEventName } from '@rookery/protocol';
import type { Operation } from '../app/operation.ts';
import { operations } from '../app/operations.ts';
import type { Ports } from '../app/ports.ts';
import type { AnswerShare } from '../delivery/answer-memory.ts';
import { usualMostBytes } from '../delivery/answer-memories.ts';
import type { Requests } from '../gateway/requests.ts';
import type { SessionCookie } from '../gateway/session-cookie.ts';
import type { Call, Caller, Exchanges, Reply } from './exchanges.ts';
import { signedInReply } from './signed-in-reply.ts';

type Parts = {
  readonly ports: Ports;
  readonly exchanges: Exchanges;
  readonly requests: Requests;
  readonly cookie: SessionCookie;
  /** Whether those who have not joined may list the public rooms. */
  readonly anonymousLists: boolean;
};

/** `POST /api/v1/call/EVENT`: the operations of the sockets, one call each. */
export class Calls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never throws. */
  serve(call: Call, event: string): Promise<Reply> {
    const label = isClientEventName(event) ? event : null;
    const operation: Operation<never, object> | null = label && operations[label];
    const { cost, answers } = operation ?? ({ cost: 'plain', answers: 'small' } as const);
    return this.#parts.exchanges.serve(call, ['POST'], { label, cost, answers }, async (caller) => {
      if (!label || !operation)
        throw new ChatError('bad_request', { message: 'There is no such event in this protocol.' });
      return this.#reply(call, caller, label, await this.#run(call, caller, label, operation));
    });
  }

  async #run(
    call: Call,
    { actor, isGreedy }: Caller,
    name: ClientEventName,
    operation: Operation<never, object>,
  ): Promise<object> {
    const { ports, exchanges, requests } = this.#parts;
    if (!operation.run)
      throw new ChatError('bad_request', { message: 'This event is of a connection: send it over a socket.' });
    const request = parseRequest(name, await exchanges.read(call)) as never;
    const needsActor = operation.who === 'signed-in' || (name === 'rooms:list' && !this.#parts.anonymousLists);
    if (needsActor && !actor) throw new ChatError('unauthorized');
    const { run } = operation;
    const act = (): Promise<object> => run(ports, actor, request);
    const atAddress = (work: typeof act): Promise<object> => exchanges.inTurn(call, actor, work);
    if (operation.answers === 'small') return atAddress(act);
    const mostBytes = operation.mostBytes?.(request) ?? usualMostBytes;
    const memory = requests.memories.of(request, actor === null);
    return atAddress(() => inTurn(memory.begin({ isGreedy, cutOff: call.abort }, mostBytes), call, act));
  }

  #reply(call: Call, { by }: Caller, name: ClientEventName, answer: object): Reply {
    const { cookie } = this.#parts;
    if (name === 'user:join') return signedInReply(cookie, call.raw, answer as AnswerOf<'user:join'>, 200);
    const isOver = name === 'user:leave' && by === 'cookie';
    return {
      status: 200,
      headers: isOver ? { 'set-cookie': cookie.clear(call.raw) } : {},
      body: { ok: true, ...answer },
    };
  }
}

/** Makes a large answer, which counts by the most that it may come to until the caller has taken it or is gone. */
async function inTurn<Answer>(turn: Promise<AnswerShare>, call: Call, act: () => Promise<Answer>): Promise<Answer> {
  let isOver = false;
  void call.over.then(() => (isOver = true));
  const share = await turn;
  const { bytes } = share;
  void call.over.then(() => share.over());
  // Its turn may come after its deadline.
  if (isOver) throw new ChatError('unavailable');
  try {
    return await act();
  } finally {
    share.made(bytes);
  }
}
