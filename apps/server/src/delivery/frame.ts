import type { PayloadOf, ServerEventName } from '@rookery/protocol';

/**
 * A packet for clients, encoded once however many receive it. `text` is the Socket.IO packet; the wire keeps its
 * own encoding of it in `encoded`.
 */
export class Frame {
  readonly text: string;
  /** Bytes that it takes of a queue. */
  readonly bytes: number;
  /** Whatever the wire made of `text` for the first receiver that it could share with the next. */
  encoded: Buffer | null = null;

  private constructor(text: string) {
    this.text = text;
    this.bytes = Buffer.byteLength(text) + 16;
  }

  static event<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): Frame {
    return new Frame(`2${JSON.stringify([name, payload])}`);
  }

  static ack(id: number, answer: object): Frame {
    return new Frame(`3${id}${JSON.stringify([answer])}`);
  }
}
