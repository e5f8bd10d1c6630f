import type { PayloadOf, ServerEventName } from '@rookery/protocol';

/**
 * A packet for clients, encoded once however many receive it. `head` and `json` together are the Socket.IO packet, which is joined for those
 * only who need it so; the wire keeps its own encoding of it in `encoded`.
 */
export class Frame {
  /** ASCII. */
  readonly head: string;
  readonly json: string;
  /** Of `text`, in UTF-8. */
  readonly textBytes: number;
  /** Whatever the wire made of `text` for the first receiver that it could share with the next. */
  encoded: Buffer | null = null;
  /** What those get in its place who know nothing but text; null: the same. */
  inWords: Frame | null = null;

  private constructor(head: string, json: string) {
    this.head = head;
    this.json = json;
    this.textBytes = head.length + Buffer.byteLength(json);
  }

  get text(): string {
    return this.head + this.json;
  }

  /** Bytes that it takes of a queue. */
  get bytes(): number {
    return this.textBytes + 16;
  }

  static event<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): Frame {
    return new Frame('2', JSON.stringify([name, payload]));
  }

  static ack(id: number, answer: object): Frame {
    return new Frame(`3${id}`, JSON.stringify([answer]));
  }
}
