import type { AnswerOf, ClientEventName, ErrorBody, PayloadOf, ServerEventName } from '@rookery/protocol';

/** One attempt at a connection, from opening to closing. After `closed` nothing more is heard of it. */
export interface Link {
  /** Resolves with the ack's fields beyond `ok`. Throws `ClientError`: the server's, or `timeout`. */
  request<Name extends ClientEventName>(name: Name, payload: object, deadlineMs: number): Promise<AnswerOf<Name>>;
  /** By what the connection goes now; a transport that has one way only leaves it out. */
  way?(): 'websocket' | 'polling';
  close(): void;
}

export type LinkEvents = {
  event<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void;
  /** `refusal` when the server refused the handshake. */
  closed(refusal: ErrorBody | null): void;
};

export interface Transport {
  open(auth: { readonly token: string | null }, events: LinkEvents): Link;
}
