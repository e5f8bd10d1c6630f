import type { SeededRandom } from '@rookery/testkit';

/** Of each kind as many are remembered; then the oldest ones are forgotten. */
const most = 400;

type Kind =
  | 'conversation'
  | 'user'
  | 'username'
  | 'message'
  | 'epoch'
  | 'cursor'
  | 'seq'
  | 'clientId'
  | 'code'
  | 'name';

/** Which field takes what: so that most requests mean something that exists, of whoever it is. */
const kindOfField: Readonly<Record<string, readonly Kind[]>> = {
  conversation: ['conversation'],
  room: ['conversation', 'conversation', 'name'],
  thread: ['conversation'],
  to: ['user', 'username'],
  user: ['user', 'username'],
  users: ['user'],
  username: ['username'],
  id: ['message'],
  change: ['message'],
  epoch: ['epoch'],
  cursor: ['cursor'],
  seq: ['seq'],
  replyTo: ['seq'],
  before: ['seq'],
  after: ['seq'],
  around: ['seq'],
  clientId: ['clientId'],
  code: ['code'],
  invite: ['code'],
};

/** What the answers have told of what there is. */
export class Pool {
  readonly #kept = new Map<Kind, (string | number)[]>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  add(kind: Kind, value: string | number): void {
    const own = this.#kept.get(kind) ?? [];
    if (own.length >= most) own[this.#random.between(0, most - 1)] = value;
    else own.push(value);
    this.#kept.set(kind, own);
  }

  /** Something that fits the field; undefined where nothing is known. */
  for(field: string): string | number | undefined {
    const kinds = kindOfField[field];
    const own = kinds && this.#kept.get(this.#random.pick(kinds));
    return own && own.length > 0 ? this.#random.pick(own) : undefined;
  }

  /** Remembers what an answer, or something heard, names. */
  learn(value: unknown, depth = 0): void {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    if (Array.isArray(value)) for (const item of value.slice(0, 3)) this.learn(item, depth + 1);
    else for (const [key, item] of Object.entries(value)) this.#learnField(key, item, depth);
  }

  #learnField(key: string, item: unknown, depth: number): void {
    if (typeof item === 'object') return this.learn(item, depth + 1);
    if (typeof item === 'number') {
      if (key === 'seq' || key === 'rev') this.add('seq', item);
      return;
    }
    if (typeof item !== 'string' || item === '') return;
    if (/^[rdgt]_/.test(item)) this.add('conversation', item);
    else if (item.startsWith('u_')) this.add('user', item);
    else if (item.startsWith('m_')) this.add('message', item);
    else if (key === 'username') this.add('username', item);
    else if (key === 'epoch') this.add('epoch', item);
    else if (key === 'next') this.add('cursor', item);
    else if (key === 'code') this.add('code', item);
    else if (key === 'name') this.add('name', item);
  }
}
