type Heard = Readonly<Record<string, unknown>>;
export type Acked = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

/** `cut`: the connection ended before the answer. */
export type Outcome = { readonly text: string; readonly answer: unknown } | 'cut' | 'unanswered';

/** Far more than a request may take, on a machine that has other things to do. */
const patienceMs = 60_000;

/** A connection without a library: what is asked goes over the wire as it is written. */
export class Link {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  readonly #onText: (text: string) => void;
  readonly #onEvent: (event: string, payload: Heard) => void;
  #count = 0;
  isClosed = false;
  /** How it was closed, by the WebSocket's code and reason. */
  closedBy = '';

  private constructor(socket: WebSocket, heard: Pick<LinkOptions, 'onText' | 'onEvent'>) {
    this.#socket = socket;
    this.#onText = heard.onText;
    this.#onEvent = heard.onEvent ?? (() => undefined);
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    const close = (event: Event): void => {
      if (event instanceof CloseEvent) this.closedBy = `${event.code} ${event.reason}`;
      this.isClosed = true;
      for (const answered of this.#waiting.values()) answered('cut');
      this.#waiting.clear();
    };
    socket.addEventListener('close', close);
    socket.addEventListener('error', close);
  }

  /** Null where the handshake is refused. */
  static async open({ url, token, ...heard }: LinkOptions): Promise<Link | null> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const link = new Link(socket, heard);
    await new Promise<void>((resolve) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('close', () => resolve());
    });
    if (link.isClosed) return null;
    link.send(`40${JSON.stringify(token === null ? {} : { token })}`);
    const greeted = await new Promise<boolean>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        if (String(data).startsWith('42["server:hello"')) resolve(true);
        if (String(data).startsWith('44')) resolve(false);
      });
      socket.addEventListener('close', () => resolve(false));
    });
    if (!greeted) link.close();
    return greeted ? link : null;
  }

  /** `json`: the payload; left out: none. */
  ask(event: string, json?: string): Promise<Outcome> {
    if (this.isClosed) return Promise.resolve('cut');
    const id = (this.#count += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => answered('unanswered'), patienceMs);
      const answered = (outcome: Outcome): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(outcome);
      };
      this.#waiting.set(id, answered);
      this.send(`42${id}[${JSON.stringify(event)}${json === undefined ? '' : `,${json}`}]`);
    });
  }

  send(frame: string): void {
    if (!this.isClosed) this.#socket.send(frame);
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    if (text === '2') return this.send('3');
    this.#onText(text);
    const answered = /^43(\d+)\[/.exec(text);
    if (answered) {
      const json = text.slice(answered[0].length - 1);
      const [answer] = JSON.parse(json) as unknown[];
      this.#waiting.get(Number(answered[1]))?.({ text: json, answer });
    } else if (text.startsWith('42[')) {
      const [event, payload] = JSON.parse(text.slice(2)) as [string, Heard];
      this.#onEvent(event, payload);
    }
  }
}

export type LinkOptions = {
  readonly url: string;
  readonly token: string | null;
  /** Of everything that comes. */
  readonly onText: (text: string) => void;
  readonly onEvent?: (event: string, payload: Heard) => void;
};
