import type * as z from 'zod/mini';

/** A client's event: what it carries and what its ack holds beyond `ok: true`. */
export type ClientEvent<Name extends string, Request extends z.ZodMiniType, Answer extends z.ZodMiniType> = {
  readonly name: Name;
  readonly request: Request;
  readonly answer: Answer;
  /** One sentence for the protocol's document. */
  readonly about: string;
  /** A bare string payload means this field. */
  readonly shorthand?: string;
  /** The payload may be left out. */
  readonly mayBeEmpty?: true;
};

export const clientEvent = <Name extends string, Request extends z.ZodMiniType, Answer extends z.ZodMiniType>(
  event: ClientEvent<Name, Request, Answer>,
): ClientEvent<Name, Request, Answer> => event;

export type ServerEvent<Name extends string, Payload extends z.ZodMiniType> = {
  readonly name: Name;
  readonly payload: Payload;
  readonly about: string;
};

export const serverEvent = <Name extends string, Payload extends z.ZodMiniType>(
  event: ServerEvent<Name, Payload>,
): ServerEvent<Name, Payload> => event;
