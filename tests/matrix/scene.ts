import { asMessageId } from '@rookery/protocol';
import type { MessageId, PlaceId } from '@rookery/protocol';
import { freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { until } from '@rookery/testkit/until';
import { ask, bearer, newAccount, password } from '../behaviour/account-program.ts';
import { call, newcomer } from '../behaviour/http-program.ts';
import { threadIdOf } from '../../apps/server/src/domain/thread-id.ts';
import { actorKinds, placeKinds, standingOf } from './cast.ts';
import type { ActorKind, PlaceKind } from './cast.ts';

/** What the matrix is tried on: `there` the changes are made, `here` everybody asks. One node may be both. */
export type Ground = {
  readonly here: string;
  readonly there: string;
  /** The token that makes the first owner of the server. */
  readonly setupToken: string;
  /** Puts the end of a session into the past, in the store itself. */
  expire(user: string, session: string): Promise<void>;
};

export type Actor = {
  readonly kind: ActorKind;
  readonly id: string;
  readonly username: string;
  readonly token: string | null;
  /** Connected here; null where the handshake is refused. */
  readonly socket: Person | null;
};

export type Place = {
  readonly kind: PlaceKind;
  readonly id: string;
  readonly name: string;
  /** The number of a message of each of them there. */
  readonly said: ReadonlyMap<string, number>;
  /** The id of the first message there. */
  readonly root: MessageId;
};

/** The thread under the first message of a place: its id is made of what is known here, so that one can be named of a place that is not there. */
export const threadIn = ({ id, root }: Pick<Place, 'id' | 'root'>): string => threadIdOf(id as PlaceId, 1, root) ?? '';

type Somebody = { readonly id: string; readonly username: string; readonly token: string };

/** Everybody and every place of the matrix. */
export class Scene {
  readonly ground: Ground;
  readonly actors = new Map<ActorKind, Actor>();
  readonly #places = new Map<string, Place>();
  /** The owner of every room, who makes the changes. */
  keeper!: Somebody;
  /** A member of every room, against whom others act. */
  victim!: Somebody;
  /** Is nowhere. */
  bystander!: Somebody;
  keeperSession = '';

  constructor(ground: Ground) {
    this.ground = ground;
  }

  async open(): Promise<void> {
    const { there } = this.ground;
    const account = async (stem: string): Promise<Somebody> => {
      const { username, me, token } = await newAccount(there, stem);
      return { username, id: me['id'] as string, token };
    };
    this.keeper = await account('keeper');
    this.victim = await account('victim');
    this.bystander = await account('bystander');
    const { answer } = await ask(there, 'GET', 'sessions', undefined, bearer(this.keeper.token));
    this.keeperSession = (answer['sessions'] as Answer[])[0]?.['id'] as string;
    for (const kind of actorKinds) this.actors.set(kind, await this.#arrive(kind, account));
    for (const kind of placeKinds) await this.openPlace(kind);
  }

  actor(kind: ActorKind): Actor {
    const actor = this.actors.get(kind);
    if (!actor) throw new Error(`nobody is ${kind}`);
    return actor;
  }

  /** As this actor finds it. */
  place(kind: PlaceKind, actor: ActorKind): Place {
    const place = this.#places.get(kind === 'direct' && actor === 'member' ? 'direct of the member' : kind);
    if (!place) throw new Error(`there is no ${kind}`);
    return place;
  }

  /** The keeper acts, on the other node. */
  async keep(event: string, payload: object): Promise<Answer> {
    const { answer } = await call(this.ground.there, event, payload, this.keeper.token);
    if (!answer.ok) throw new Error(`${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer['error'])}`);
    return answer;
  }

  /** Of somebody else of this kind, whose session is to end; her own where that counts no more. */
  async anotherToken({ kind, token }: Actor): Promise<string | null> {
    if (standingOf(kind, 'public room') === 'nobody') return token;
    const { there } = this.ground;
    return kind === 'guest' ? (await newcomer(there)).token : (await newAccount(there)).token;
  }

  /** Whatever an act could change in the place, as the keeper sees it. */
  async stateOf(kind: PlaceKind): Promise<unknown> {
    const { id: conversation } = this.place(kind, 'guest');
    const { head, messages } = await this.keep('history:fetch', { conversation });
    if (kind === 'direct') return { head, messages };
    const { members } = await this.keep('room:members', { conversation });
    if (kind === 'group') return { head, messages, members };
    const { bans } = await this.keep('room:bans', { conversation });
    const { entries } = await this.keep('inbox:list', {});
    const { room } = entries.find((entry: Answer) => entry['conversation'] === conversation);
    return { head, messages, members, bans, topic: room.topic, rights: room.rights };
  }

  async #arrive(kind: ActorKind, account: (stem: string) => Promise<Somebody>): Promise<Actor> {
    const { here, there, setupToken } = this.ground;
    const connected = async (one: Somebody): Promise<Actor> => {
      const socket = visitor(here, { token: one.token });
      await socket.hears('server:hello');
      return { kind, ...one, socket };
    };
    switch (kind) {
      case 'anonymous': {
        const socket = visitor(here);
        await socket.hears('server:hello');
        return { kind, id: '', username: freshName('nobody'), token: null, socket };
      }
      case 'expired':
      case 'revoked':
        return { kind, ...(await this.#ended(kind, await account(kind))), socket: null };
      case 'guest': {
        const { me, token } = await guest(there);
        return connected({ id: me['id'] as string, username: me['username'] as string, token });
      }
      case 'admin': {
        const username = freshName('admin');
        const { answer } = await ask(there, 'POST', 'setup', { token: setupToken, username, password });
        return connected({ id: answer['user'].id as string, username, token: answer['session'].token as string });
      }
      case 'deactivated': {
        const actor = await connected(await account(kind));
        await call(there, 'admin:person', { user: actor.id, deactivated: true }, this.actor('admin').token ?? '');
        await this.#untilRefused(actor);
        return { ...actor, socket: null };
      }
      default:
        return connected(await account(kind));
    }
  }

  /** Has had a session; resolves when it counts no more here. */
  async #ended(kind: 'expired' | 'revoked', one: Somebody): Promise<Somebody> {
    const { there } = this.ground;
    const { answer } = await ask(there, 'GET', 'sessions', undefined, bearer(one.token));
    const session = (answer['sessions'] as Answer[])[0]?.['id'] as string;
    if (kind === 'expired') await this.ground.expire(one.id, session);
    else await ask(there, 'DELETE', `sessions/${session}`, undefined, bearer(one.token));
    await this.#untilRefused(one);
    return one;
  }

  async #untilRefused({ username, token }: Pick<Actor, 'username' | 'token'>): Promise<void> {
    await until(`the session of ${username} counts no more`, async () => {
      const { status } = await ask(this.ground.here, 'GET', 'sessions', undefined, bearer(token ?? ''));
      return status === 401;
    });
  }

  /** Makes the place, anew where there was one, with everybody where she belongs. */
  async openPlace(kind: PlaceKind): Promise<void> {
    if (kind === 'direct')
      for (const [key, actor] of [
        ['direct', 'guest'],
        ['direct of the member', 'member'],
      ] as const) {
        const said = new Map<string, number>();
        const one = this.actor(actor);
        const first = await this.keep('message:private', { to: one.id, content: 'by the keeper' });
        said.set('keeper', first['seq'] as number).set('victim', first['seq'] as number);
        said.set(actor, await this.#say(one.token, first['conversation'] as string));
        const id = first['conversation'] as string;
        this.#places.set(key, { kind, id, name: one.username, said, root: asMessageId(first['id'] as string) });
      }
    else if (kind === 'group') this.#places.set(kind, await this.#openGroup());
    else this.#places.set(kind, await this.#openRoom(kind));
  }

  async #openGroup(): Promise<Place> {
    const people = [this.victim, this.actor('guest'), this.actor('member')];
    const { conversation } = await this.keep('direct:open', { users: people.map(({ id }) => id) });
    const id = conversation as string;
    const said = new Map([['keeper', await this.#say(this.keeper.token, id)]]);
    for (const [index, name] of ['victim', 'guest', 'member'].entries())
      said.set(name, await this.#say(people[index]?.token ?? null, id));
    return { kind: 'group', id, name: 'group', said, root: await this.#rootOf(id) };
  }

  async #openRoom(kind: PlaceKind): Promise<Place> {
    const visibility = kind === 'private room' ? 'private' : 'public';
    const { room: made } = await this.keep('room:create', { name: freshName('room'), visibility });
    const room = made.id as string;
    const said = new Map([['keeper', await this.#say(this.keeper.token, room)]]);
    const place = { kind, id: room, name: made.name as string, said, root: await this.#rootOf(room) };
    await this.bringBack(place, this.victim);
    said.set('victim', await this.#say(this.victim.token, room));
    for (const actor of this.actors.values()) {
      const isBanned = actor.kind === 'banned';
      if (!isBanned && (standingOf(actor.kind, kind) === 'outside' || standingOf(actor.kind, kind) === 'nobody'))
        continue;
      await this.bringBack(place, actor);
      said.set(actor.kind, await this.#say(actor.token, room));
    }
    await this.keep('room:mute', { room, user: this.actor('muted').id, until: Date.now() + 3_600_000 });
    await this.keep('room:ban', { room, user: this.actor('banned').id });
    if (kind === 'announcement room') await this.keep('room:edit', { room, rights: { post: 'moderator' } });
    return place;
  }

  async #rootOf(conversation: string): Promise<MessageId> {
    const { messages } = await this.keep('history:fetch', { conversation, after: 0, limit: 1 });
    return asMessageId(messages[0].id as string);
  }

  async #say(token: string | null, conversation: string): Promise<number> {
    const { answer } = await call(this.ground.there, 'message:room', { conversation, content: 'x' }, token ?? '');
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer['seq'] as number;
  }

  /** She belongs to the room, as what she is there. */
  async bringBack({ id: room, kind }: Place, she: Somebody | Actor): Promise<void> {
    // Whoever has left a group has it again with the next message.
    if (kind === 'group') return void (await this.#say(this.keeper.token, room));
    if (kind === 'private room') await this.keep('room:invite', { room, user: she.id });
    const { answer } = await call(this.ground.there, 'room:join', { room }, she.token ?? '');
    if (!answer.ok) throw new Error(`${she.username} could not join: ${JSON.stringify(answer['error'])}`);
    if ('kind' in she && (she.kind === 'moderator' || she.kind === 'owner'))
      await this.keep('room:role', { room, user: she.id, role: she.kind });
  }
}
