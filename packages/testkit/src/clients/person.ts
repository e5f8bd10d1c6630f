import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

/** An ack, as a client without our types sees it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a foreign client knows no types
export type Answer = Record<string, any> & { readonly ok: boolean };

const waitMs = 8_000;

/** A stock Socket.IO client, with the events it has heard. */
export class Person {
  readonly socket: Socket;
  readonly heard: { readonly event: string; readonly payload: Answer }[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(url: string, auth: object = {}, options: object = {}) {
    const transport = process.env['ROOKERY_TEST_TRANSPORT'];
    this.socket = io(url, {
      auth,
      forceNew: true,
      transports: transport ? [transport] : ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      ...options,
    });
    this.socket.onAny((event: string, payload: Answer) => {
      this.heard.push({ event, payload });
      for (const wake of [...this.#waiting]) wake();
    });
  }

  ask(event: string, ...args: unknown[]): Promise<Answer> {
    return this.socket.timeout(11_000).emitWithAck(event, ...args) as Promise<Answer>;
  }

  /** As `ask`, but waits as it is told to when it comes too often. */
  async askPatiently(event: string, ...args: unknown[]): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(event, ...args);
      if (answer['error']?.code !== 'rate_limited') return answer;
      await new Promise((resolve) => setTimeout(resolve, Number(answer['error'].retryAfterMs)));
    }
  }

  /** The payload of the first event that fits, heard already or within the deadline. */
  hears(event: string, fits: (payload: Answer) => boolean = () => true, deadlineMs = waitMs): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.heard.find((one) => one.event === event && fits(one.payload));
        if (!found) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found.payload);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${event} was not heard; heard: ${this.heard.map((one) => one.event).join(' ')}`));
      }, deadlineMs);
      this.#waiting.add(look);
      look();
    });
  }

  /** What was heard of an event so far. */
  all(event: string): Answer[] {
    return this.heard.filter((one) => one.event === event).map((one) => one.payload);
  }

  leave(): void {
    this.socket.disconnect();
  }
}

let count = 0;
/** A name that nobody had before, in this or an earlier run. */
export const freshName = (stem: string): string =>
  `${stem}.${process.pid}.${Date.now().toString(36)}${(count += 1)}`.slice(0, 32);

const people: Person[] = [];

export async function guest(
  url: string,
  stem = 'guest',
  options: object = {},
): Promise<Person & { me: Answer; token: string }> {
  const person = new Person(url, {}, options);
  people.push(person);
  const answer = await person.ask('user:join', { username: freshName(stem) });
  if (!answer.ok) throw new Error(`could not join: ${JSON.stringify(answer)}`);
  return Object.assign(person, { me: answer['user'] as Answer, token: answer['session'].token as string });
}

export const visitor = (url: string, auth: object = {}, options: object = {}): Person => {
  const person = new Person(url, auth, options);
  people.push(person);
  return person;
};

/** A client of the published sample: it knows no acks, and begins with polling as a stock client does. */
export async function classic(url: string, name: string): Promise<Person> {
  const person = visitor(url, {}, { transports: ['polling', 'websocket'] });
  await person.hears('server:hello');
  person.socket.emit('user:join', name);
  await person.hears('users:update', (users) =>
    (users as unknown as Answer[]).some((user) => user['username'] === name),
  );
  return person;
}

/** The newest list that a classic client was sent. */
export const listed = (person: Person, event: string): Answer[] =>
  (person.all(event).at(-1) ?? []) as unknown as Answer[];

/** Call after each test. */
export const everyoneLeaves = (): void => {
  for (const person of people.splice(0)) person.leave();
};
