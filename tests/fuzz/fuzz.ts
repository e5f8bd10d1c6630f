import { clientEvents, isClientEventName } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import { SeededRandom } from '@rookery/testkit';
import { freshName } from '@rookery/testkit/person';
import { accountRouteNames, accountRoutes } from '../../apps/server/src/http/account-routes.ts';
import { ask, bearer, newAccount } from '../behaviour/account-program.ts';
import { call, newcomer } from '../behaviour/http-program.ts';
import { judgeAck, judgeReply } from './answers.ts';
import { hostileFrames, hostileTexts } from './hostile.ts';
import { rawRequest, request } from './http.ts';
import { Link } from './link.ts';
import type { Acked } from './link.ts';
import { Payloads } from './payloads.ts';
import { Pool } from './pool.ts';
import { Witness } from './witness.ts';

export type FuzzOptions = {
  readonly url: string;
  readonly seed: number;
  /** Events and calls, all ways in together. */
  readonly events: number;
  /** After each batch; true ends the run early. */
  readonly onProgress?: (done: number) => boolean;
};

export type FuzzReport = {
  readonly seed: number;
  readonly events: number;
  /** How often each outcome came: `ok`, the codes of the error table, and what is told of raw frames and requests. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** By event: how many were asked, and how many of them were ok. */
  readonly asked: Readonly<Record<string, { asked: number; ok: number }>>;
  /** Messages that were acknowledged and found again by the witness. */
  readonly kept: number;
  readonly faults: readonly string[];
};

/** At once. The witness asks beside each batch and after it. */
const batchSize = 200;
const faultsTold = 40;
/** A new room in which everybody is, of one who has all rights there, so often: they delete it, and ban each other. */
const arenaBatches = 5;
const events = Object.keys(clientEvents) as ClientEventName[];
/** They end the session that asks: often enough, and not each time. */
const endings: ReadonlySet<string> = new Set(['user:leave']);
/** Of power, in a room: few may do them. */
const acts: ReadonlySet<string> = new Set(
  events.filter((event) => /^room:(edit|invite|remove|role|mute|ban|unban|bans)$/.test(event)),
);
const routes = accountRouteNames.map((name) => ({ name, ...accountRoutes[name] }));

type Somebody = { token: string | null; readonly link: Link };

/** Sends a server whatever may be sent, of which much is right, and says what it should not have answered. The same seed sends the same. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new Run(options, await Witness.arrive(options.url));
  return run.whole();
}

class Run {
  readonly #url: string;
  readonly #options: FuzzOptions;
  readonly #random: SeededRandom;
  readonly #pool: Pool;
  readonly #payloads: Payloads;
  readonly #witness: Witness;
  readonly #people: Somebody[] = [];
  readonly #outcomes: Record<string, number> = {};
  readonly #asked: Record<string, { asked: number; ok: number }> = {};
  readonly #faults: string[] = [];

  constructor(options: FuzzOptions, witness: Witness) {
    this.#url = options.url;
    this.#options = options;
    this.#witness = witness;
    this.#random = new SeededRandom(options.seed);
    this.#pool = new Pool(this.#random);
    this.#payloads = new Payloads(this.#random, this.#pool);
    for (const room of [...witness.rooms, ...witness.rooms, witness.hidden]) this.#pool.add('conversation', room);
  }

  async whole(): Promise<FuzzReport> {
    for (let index = 0; index < 10; index += 1) this.#people.push(await this.#arrive(index));
    let done = 0;
    for (let batch = 0; done < this.#options.events && this.#faults.length < faultsTold; batch += 1) {
      if (batch % arenaBatches === 0) await this.#openArena(batch % 2 === 0);
      const size = Math.min(batchSize, this.#options.events - done);
      await Promise.all([this.#witness.asks(), ...Array.from({ length: size }, () => this.#one())]);
      await this.#witness.asks();
      done += size;
      await this.#replaceGone();
      for (const room of this.#witness.rooms) this.#pool.add('conversation', room);
      if (this.#options.onProgress?.(done)) break;
    }
    await this.#witness.compare();
    for (const { link } of this.#people) link.close();
    return {
      seed: this.#options.seed,
      events: done,
      outcomes: this.#outcomes,
      asked: this.#asked,
      kept: this.#witness.acked,
      faults: [...this.#faults, ...this.#witness.faults].slice(0, faultsTold),
    };
  }

  /** One nobody, some guests, some with an account; all of them in the watched rooms. */
  async #arrive(index: number): Promise<Somebody> {
    const token =
      index === 0
        ? null
        : index % 3 === 0
          ? (await newAccount(this.#url, 'fuzz')).token
          : (await newcomer(this.#url)).token;
    const link = await this.#connect(token);
    if (!link) throw new Error('a newcomer was refused');
    if (token !== null) for (const room of this.#witness.rooms) await link.ask('room:join', JSON.stringify({ room }));
    return { token, link };
  }

  /** So that much of what is asked is allowed. */
  async #openArena(isPrivate: boolean): Promise<void> {
    const [owner, ...others] = this.#people.filter(({ token }) => token !== null).toReversed();
    const made = await owner?.link.ask(
      'room:create',
      JSON.stringify({ name: freshName('arena'), visibility: isPrivate ? 'private' : 'public' }),
    );
    if (typeof made !== 'object') return;
    const { ok, room } = made.answer as { ok: boolean; room: { id: string } };
    if (!ok) return;
    for (let count = 0; count < 40; count += 1) this.#pool.add('conversation', room.id);
    for (const { link, token } of others) {
      const { answer } = await call(this.#url, 'profile:set', {}, token ?? '');
      if (!answer.ok) continue;
      const user = answer['user'].id as string;
      for (let count = 0; count < 5; count += 1) this.#pool.add('user', user);
      if (isPrivate) await owner?.link.ask('room:invite', JSON.stringify({ room: room.id, user }));
      await link.ask('room:join', JSON.stringify({ room: room.id }));
    }
  }

  #connect(token: string | null): Promise<Link | null> {
    return Link.open({ url: this.#url, token, onText: (text) => this.#mustNotTell(text) });
  }

  #fault(what: string): void {
    if (this.#faults.length < faultsTold) this.#faults.push(what);
  }

  /** Nobody but the witness hears what is said in her private room. */
  #mustNotTell(text: string): void {
    if (text.includes(this.#witness.secret)) this.#fault(`the secret was told: ${text.slice(0, 300)}`);
  }

  async #one(): Promise<void> {
    const random = this.#random;
    const dice = random.next();
    if (dice < 0.8) return this.#event();
    if (dice < 0.965) return this.#call(random.pick(this.#people));
    if (dice < 0.97) return this.#route();
    if (dice < 0.99) return this.#rawRequest();
    return this.#rawFrames();
  }

  #pickEvent(): ClientEventName {
    const event = this.#random.pick(events);
    if (endings.has(event) && this.#random.chance(0.9)) return this.#pickEvent();
    // What is written is what the witness looks at.
    return this.#random.chance(0.25) ? 'message:room' : event;
  }

  async #event(): Promise<void> {
    const random = this.#random;
    const event = random.chance(0.01) ? random.pick(hostileTexts) : this.#pickEvent();
    // The last one has the arena.
    const isOwners = acts.has(event) && random.chance(0.6);
    const somebody = isOwners ? (this.#people.at(-1) ?? random.pick(this.#people)) : random.pick(this.#people);
    const json = isClientEventName(event) ? this.#payloads.ofEvent(event) : '{}';
    const outcome = await somebody.link.ask(event, json);
    if (outcome === 'cut') return this.#count(event, 'cut');
    const judged = judgeAck(event, outcome);
    this.#count(event, judged.outcome);
    if (judged.fault !== null) this.#fault(`${event} ${json?.slice(0, 400)} ${judged.fault}`);
    if (typeof outcome !== 'object') return;
    const answer = outcome.answer as Acked;
    this.#learn(event, json, answer);
    // Whoever was nobody is somebody now.
    if (event === 'user:join' && answer.ok) somebody.token = (answer['session'] as { token: string }).token;
  }

  async #call({ token }: Somebody): Promise<void> {
    const event = this.#random.chance(0.02) ? 'no:event' : this.#pickEvent();
    const json = event === 'no:event' ? '{}' : this.#payloads.ofEvent(event);
    await this.#asked1(event, 'POST', `/api/v1/call/${event}`, json, endings.has(event) ? null : token);
  }

  /** Of accounts and sessions: by nobody, or by somebody whose session may end. */
  async #route(): Promise<void> {
    const random = this.#random;
    const route = random.pick(routes);
    const path = route.path.replace('{id}', () => encodeURIComponent(random.pick([...hostileTexts.slice(0, 4), 'x'])));
    const token = random.chance(0.5) ? null : (await newcomer(this.#url)).token;
    const body = route.request === null ? undefined : this.#payloads.of(route.request);
    await this.#asked1(route.name, route.method, `/api/v1/${path}`, body, token);
  }

  async #asked1(
    name: string,
    method: string,
    path: string,
    body: string | undefined,
    token: string | null,
  ): Promise<void> {
    try {
      const { status, text } = await request(this.#url, method, path, body, token, this.#random);
      this.#mustNotTell(text);
      const judged = judgeReply(name, status, text);
      this.#count(name, judged.outcome);
      if (judged.fault !== null) this.#fault(`${method} ${path} ${body?.slice(0, 400)} ${judged.fault}`);
      if (judged.outcome === 'ok' && text.startsWith('{')) this.#learn(name, body, JSON.parse(text) as Acked);
    } catch (error) {
      this.#fault(`${method} ${path} ${body?.slice(0, 400)}: ${String(error)}`);
    }
  }

  async #rawRequest(): Promise<void> {
    const { sent, heard } = await rawRequest(this.#url, this.#random);
    const status = heard === null ? 'unanswered' : heard === '' ? 'closed' : heard.slice(9, 12);
    this.#count('raw request', `http ${status}`);
    if (status === 'unanswered' || status === '500' || /\r\nset-cookie: rookery\.session=stolen/i.test(heard ?? ''))
      this.#fault(`${JSON.stringify(sent.slice(0, 600))}: ${heard?.slice(0, 200)}`);
  }

  /** What may cost its own connection is sent over one of its own. */
  async #rawFrames(): Promise<void> {
    const random = this.#random;
    const link = await this.#connect(random.pick(this.#people).token);
    if (!link) return this.#count('raw frame', 'refused');
    for (let count = random.between(1, 4); count > 0; count -= 1) link.send(random.pick(hostileFrames));
    const outcome = await link.ask('rooms:list', '{"limit":1}');
    if (outcome === 'unanswered') this.#fault('a connection with odd frames is neither answered nor closed');
    this.#count('raw frame', outcome === 'cut' ? 'closed' : 'answered');
    link.close();
  }

  #count(event: string, outcome: string): void {
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    const own = (this.#asked[isClientEventName(event) ? event : 'others'] ??= { asked: 0, ok: 0 });
    own.asked += 1;
    if (outcome === 'ok') own.ok += 1;
  }

  #learn(event: string, json: string | undefined, answer: Acked): void {
    if (!answer.ok) return;
    this.#pool.learn(answer);
    if (event !== 'message:room') return;
    const { conversation, room } = JSON.parse(json ?? '{}') as { conversation?: string; room?: string };
    const named = [conversation, room].find((one) => typeof one === 'string' && this.#witness.rooms.includes(one));
    if (named !== undefined)
      this.#witness.acknowledged({ conversation: named, seq: answer['seq'] as number, id: answer['id'] as string });
  }

  /** Whose connection has ended: because her session has, or without a reason. */
  async #replaceGone(): Promise<void> {
    for (const [index, { link, token }] of this.#people.entries()) {
      if (!link.isClosed) continue;
      if (token === null) this.#fault('a connection of nobody was closed');
      else {
        const { status } = await ask(this.#url, 'GET', 'sessions', undefined, bearer(token));
        if (status !== 401) this.#fault(`a connection was closed (${link.closedBy}) whose session goes on (${status})`);
      }
      this.#people[index] = await this.#arrive(index);
    }
  }
}
