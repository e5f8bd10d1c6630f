import { freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { newAccount } from '../behaviour/account-program.ts';
import { call } from '../behaviour/http-program.ts';
import { Link } from './link.ts';

type Said = { readonly conversation: string; readonly seq: number; readonly id: string };

/** Belongs to a few rooms that nobody can put her out of, hears all that is said there, and at the end compares it with what is kept and with what was acknowledged. */
export class Witness {
  readonly rooms: readonly string[];
  /** Is said in a private room of hers only. */
  readonly secret: string;
  readonly #url: string;
  readonly #token: string;
  readonly #link: Link;
  readonly #secretRoom: string;
  readonly #heard = new Map<string, Said[]>();
  readonly #acked = new Map<string, string>();
  readonly faults: string[] = [];
  answered = 0;

  private constructor(parts: {
    url: string;
    token: string;
    link: Link;
    rooms: string[];
    secret: string;
    room: string;
  }) {
    this.#url = parts.url;
    this.#token = parts.token;
    this.#link = parts.link;
    this.rooms = parts.rooms;
    this.secret = parts.secret;
    this.#secretRoom = parts.room;
  }

  static async arrive(url: string): Promise<Witness> {
    const { token } = await newAccount(url, 'witness');
    const make = async (payload: object): Promise<string> => {
      const { answer } = await call(url, 'room:create', payload, token);
      return answer['room'].id as string;
    };
    const rooms = [await make({ name: freshName('watched') }), await make({ name: freshName('watched') })];
    const room = await make({ name: freshName('secret'), visibility: 'private' });
    let made: Witness | null = null;
    const link = await Link.open({
      url,
      token,
      onText: () => undefined,
      onEvent: (event, payload) => made?.hear(event, payload as Answer),
    });
    if (!link) throw new Error('the witness was refused');
    made = new Witness({ url, token, link, rooms, secret: freshName('hush').replaceAll('.', ''), room });
    return made;
  }

  /** Of the private room, which the pool may know: to everybody else it does not exist. */
  get hidden(): string {
    return this.#secretRoom;
  }

  hear(event: string, payload: Answer): void {
    if (event !== 'message:receive') return;
    const { conversation, seq, id } = payload as unknown as Said;
    if (!this.rooms.includes(conversation)) return;
    const own = this.#heard.get(conversation) ?? [];
    this.#heard.set(conversation, own);
    if (seq !== own.length + 1) this.faults.push(`in ${conversation} she heard ${seq} after ${own.length}`);
    own.push({ conversation, seq, id });
  }

  /** Somebody was told that it is kept. */
  acknowledged({ conversation, seq, id }: Said): void {
    const key = `${conversation} ${seq}`;
    const known = this.#acked.get(key);
    if (known !== undefined && known !== id) this.faults.push(`${key} was acknowledged as ${known} and as ${id}`);
    this.#acked.set(key, id);
  }

  /** Whatever others do, she is answered. */
  async asks(): Promise<void> {
    const outcome = await this.#link.ask(
      'message:room',
      JSON.stringify({ room: this.#secretRoom, content: this.secret }),
    );
    if (typeof outcome === 'object' && (outcome.answer as Answer).ok) this.answered += 1;
    else this.faults.push(`the witness was not answered: ${JSON.stringify(outcome).slice(0, 200)}`);
  }

  /** Kept, once, ordered, delivered. */
  async compare(): Promise<void> {
    for (const conversation of this.rooms) {
      const kept = await this.#history(conversation);
      const heard = this.#heard.get(conversation) ?? [];
      const ids = new Set(kept.map(({ id }) => id));
      if (ids.size !== kept.length) this.faults.push(`${conversation} keeps something twice`);
      for (const [index, { seq, id }] of kept.entries()) {
        if (seq !== index + 1) this.faults.push(`${conversation} has ${seq} where ${index + 1} should be`);
        if (heard[index]?.id !== id) this.faults.push(`${conversation} ${seq} was not delivered`);
      }
      for (const [key, id] of this.#acked)
        if (key.startsWith(`${conversation} `) && !ids.has(id)) this.faults.push(`${key} was acknowledged and is gone`);
    }
    this.#link.close();
  }

  get acked(): number {
    return [...this.#acked.keys()].filter((key) => this.rooms.some((room) => key.startsWith(room))).length;
  }

  async #history(conversation: string): Promise<Said[]> {
    const all: Said[] = [];
    for (;;) {
      const { answer } = await call(
        this.#url,
        'history:fetch',
        { conversation, after: all.length, limit: 100 },
        this.#token,
      );
      all.push(...(answer['messages'] as Said[]));
      if (!answer['hasMore']) return all;
    }
  }
}
