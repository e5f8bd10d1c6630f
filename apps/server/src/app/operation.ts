import type { Right } from '@rookery/protocol';
import { noRights, rightsOf } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';
import type { Cost } from '../limits/rate-limits.ts';
import type { Actor, ConnectedActor, OrderedActor, OverConnection } from './actor.ts';
import type { Ports } from './ports.ts';

/** What is true of an operation besides what it does. Dispatch, limits, HTTP and the documents are made from it. */
export type Declaration = {
  /** Who may call it: also those who have not joined, or only those who have. */
  readonly who: 'anyone' | 'signed-in';
  /** The right in the conversation without which it is refused. Its bits are handed on to the port, which tests them in the act's own atomic step. */
  readonly right?: Right;
  /** What it is charged as. */
  readonly cost: Cost;
  /** Large answers wait for their turn, so that who asks and does not read costs the server little. */
  readonly answers: 'small' | 'large';
  /** Bytes that a large answer may come to, where they are more than usual. */
  readonly mostBytes?: (request: { readonly limit?: number | undefined }) => number;
  /**
   * Which part of it keeps the order of a connection's requests. `beginning`: what it does within `way.inOrder`, so that a connection's messages are
   * stored in the order they were sent, without waiting for each other. `classic`: all of it, for classic clients, who do not wait for answers.
   */
  readonly order?: 'all' | 'beginning' | 'classic';
  /** What it answers stays so, as for all that is charged as writing: for others that change something. [CLU-9] */
  readonly isKept?: true;
  /** The ports that it uses: it is given no others. */
  readonly uses: readonly (keyof Ports)[];
};

/** An answer, and what is to happen right after it was queued. */
export type Answered<Answer> = { readonly answer: Answer; readonly afterAnswer?: () => void };

type PortsOf<Declared extends Declaration> = Pick<Ports, Declared['uses'][number]>;
type ActorOf<Declared extends Declaration> = Declared['who'] extends 'anyone' ? Actor | null : OrderedActor;
type OverConnectionOf<Declared extends Declaration> = Declared['who'] extends 'anyone'
  ? OverConnection
  : ConnectedActor;

/** `run` serves it whichever way it comes; `onConnection`, where there is one, serves it over sockets. Without `run` it is of a connection only. */
export type Operation<Request, Answer> = Declaration & {
  readonly run: ((ports: Ports, actor: OrderedActor | null, request: Request) => Promise<Answer>) | null;
  readonly onConnection:
    | ((ports: Ports, actor: ConnectedActor | OverConnection, request: Request) => Promise<Answered<Answer>>)
    | null;
};

const keptCosts: ReadonlySet<Cost> = new Set(['writing', 'founding', 'joining']);

/** An operation that any way in can serve; `needs` is its right. `onConnection`: what it does instead for a socket. */
export function operation<const Declared extends Declaration, Request, Answer>(
  declared: Declared,
  run: (ports: PortsOf<Declared>, actor: ActorOf<Declared>, request: Request, needs: Rights) => Promise<Answer>,
  onConnection?: (
    ports: PortsOf<Declared>,
    actor: OverConnectionOf<Declared>,
    request: Request,
  ) => Promise<Answered<Answer>>,
): Operation<Request, Answer> {
  type Made = Operation<Request, Answer>;
  const needs = declared.right ? rightsOf(declared.right) : noRights;
  const firmly = declared.isKept || keptCosts.has(declared.cost);
  return {
    ...declared,
    // Whoever dispatches calls those that are for the signed-in with an actor.
    run: (ports, actor, request) => {
      const act = (): Promise<Answer> => run(ports, actor as ActorOf<Declared>, request, needs);
      return firmly ? kept(ports, act) : act();
    },
    onConnection: (onConnection && firmly
      ? (ports: Ports, actor: OverConnectionOf<Declared>, request: Request) =>
          keptAnswered(ports, () => onConnection(ports, actor, request))
      : (onConnection ?? null)) as Made['onConnection'],
  };
}

/** Stays done, and says so where that is on one machine only for now. [CLU-6] [CLU-9] */
async function kept<Answer>(ports: Ports, act: () => Promise<Answer>): Promise<Answer> {
  const { answer, degraded } = await ports.noting(() => ports.firmly(act));
  return degraded ? { ...answer, degraded: true } : answer;
}
async function keptAnswered<Answer>(ports: Ports, act: () => Promise<Answered<Answer>>): Promise<Answered<Answer>> {
  const { answer: answered, degraded } = await ports.noting(() => ports.firmly(act));
  return degraded ? { ...answered, answer: { ...answered.answer, degraded: true } } : answered;
}

/** An operation that makes sense over a connection only. */
export function operationOfConnection<const Declared extends Declaration, Request, Answer>(
  declared: Declared,
  onConnection: (
    ports: PortsOf<Declared>,
    actor: OverConnectionOf<Declared>,
    request: Request,
  ) => Promise<Answered<Answer>>,
): Operation<Request, Answer> {
  return { ...declared, run: null, onConnection: onConnection as Operation<Request, Answer>['onConnection'] };
}
