import { isIP } from 'node:net';
import type { UserId } from '@rookery/protocol';

/** What may be spent: so much a second on average, so much at once. */
type Rate = { readonly perSecond: number; readonly burst: number };

/** Frames of one connection, each refusal counting once more: a stock client that was away sends its ten thousand waiting events, all of which may be refused. */
const frames: Rate = { perSecond: 1_000, burst: 24_000 };
const bytes: Rate = { perSecond: 1_048_576, burst: 33_554_432 };
/** Of all connections from one address: an office of some hundred people, who all come back at once. */
const framesOfAddress: Rate = { perSecond: 5_000, burst: 60_000 };
const bytesOfAddress: Rate = { perSecond: 4_194_304, burst: 67_108_864 };
/** Of all connections of one user, wherever they come from: two devices that do all that they may. */
const framesOfUser: Rate = { perSecond: 2_000, burst: 48_000 };
const bytesOfUser: Rate = { perSecond: 2_097_152, burst: 67_108_864 };
/** Where an address or a user has spent all it has, only those of its connections are cut off that have had more than this: the others stay. */
const modest = { frames: 1_000, bytes: 2_097_152 };
/** Connections open at once from one address: a proxy that names nobody may stand before all the ten thousand of a node. */
const connectionsOfAddress = 12_000;

const secondNow = (): number => Math.floor(performance.now() / 1_000);

/** What has been spent and is not forgiven yet, in whole seconds: no timer, and numbers that need no memory of their own. */
class Spent {
  frames = 0;
  bytes = 0;
  #second = secondNow();

  /** Whether both are within bounds with these added. */
  add(second: number, someFrames: number, someBytes: number, most: readonly [Rate, Rate]): boolean {
    const [ofFrames, ofBytes] = most;
    if (second !== this.#second) {
      const passed = second - this.#second;
      this.#second = second;
      this.frames = Math.max(0, this.frames - passed * ofFrames.perSecond);
      this.bytes = Math.max(0, this.bytes - passed * ofBytes.perSecond);
    }
    this.frames += someFrames;
    this.bytes += someBytes;
    return this.frames <= ofFrames.burst && this.bytes <= ofBytes.burst;
  }
}

const ofConnection = [frames, bytes] as const;
const ofAddress = [framesOfAddress, bytesOfAddress] as const;
const ofUser = [framesOfUser, bytesOfUser] as const;

/** All that comes from one user; or from one address, or one /64 of IPv6, of which one household or machine has a whole one. */
export class Account {
  readonly #most: readonly [Rate, Rate];
  readonly #spent = new Spent();
  connections = 0;

  constructor(of: 'address' | 'user') {
    this.#most = of === 'address' ? ofAddress : ofUser;
  }

  get isSpent(): boolean {
    return this.connections >= connectionsOfAddress || !this.add(secondNow(), 0, 0);
  }

  get isIdle(): boolean {
    this.add(secondNow(), 0, 0);
    return this.connections === 0 && this.#spent.frames === 0 && this.#spent.bytes === 0;
  }

  add(second: number, someFrames: number, someBytes: number): boolean {
    return this.#spent.add(second, someFrames, someBytes, this.#most);
  }
}

/** What one connection may still cause. Whoever is told that it is too much cuts it off: limits alone answer for ever. [OPS-25] */
export class Allowance {
  readonly #accounts: Accounts;
  readonly #address: Account;
  #user: Account | null = null;
  readonly #spent = new Spent();
  /** A connection that goes from long-polling to WebSocket has one for both. */
  #transports = 1;

  constructor(accounts: Accounts, address: string) {
    this.#accounts = accounts;
    this.#address = accounts.ofAddress(address);
    this.#address.connections += 1;
  }

  /** One more transport of the same connection has it. */
  shared(): this {
    this.#transports += 1;
    return this;
  }

  belongsTo(user: UserId): void {
    const account = this.#accounts.ofUser(user);
    if (this.#user === account) return;
    if (this.#user) this.#user.connections -= 1;
    this.#user = account;
    account.connections += 1;
  }

  /** A transport has ended. Once each. */
  end(): void {
    this.#transports -= 1;
    if (this.#transports > 0) return;
    this.#address.connections -= 1;
    if (this.#user) this.#user.connections -= 1;
  }

  /** False: cut it off. */
  take(someFrames: number, someBytes: number): boolean {
    const second = secondNow();
    const isWithin = this.#spent.add(second, someFrames, someBytes, ofConnection);
    const isAddressWithin = this.#address.add(second, someFrames, someBytes);
    const isUserWithin = this.#user?.add(second, someFrames, someBytes) ?? true;
    if (isAddressWithin && isUserWithin) return isWithin;
    return isWithin && this.#spent.frames <= modest.frames && this.#spent.bytes <= modest.bytes;
  }
}

const sweepMs = 60_000;
/** Addresses and users kept at once. Beyond it the oldest that has no connection is forgotten. */
const accountsLimit = 50_000;

/** The accounts of a node, of addresses and of users. */
export class Accounts {
  readonly #byKey = new Map<string, Account>();
  readonly #sweep: NodeJS.Timeout;

  constructor() {
    this.#sweep = setInterval(() => {
      for (const [key, account] of this.#byKey) if (account.isIdle) this.#byKey.delete(key);
    }, sweepMs);
    this.#sweep.unref();
  }

  ofAddress(address: string): Account {
    return this.#of('address', addressKey(address));
  }

  /** The ids of users are no addresses. */
  ofUser(user: UserId): Account {
    return this.#of('user', user);
  }

  #of(kind: 'address' | 'user', key: string): Account {
    const known = this.#byKey.get(key);
    if (known) return known;
    if (this.#byKey.size >= accountsLimit) this.#forgetOldest();
    const account = new Account(kind);
    this.#byKey.set(key, account);
    return account;
  }

  #forgetOldest(): void {
    for (const [key, { connections }] of this.#byKey)
      if (connections === 0) {
        this.#byKey.delete(key);
        return;
      }
  }

  close(): void {
    clearInterval(this.#sweep);
  }
}

/** An address as it is counted: IPv4 whole, also where it is written as IPv6; of IPv6 the first 64 bits. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const groups = address.includes('::')
    ? [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last]
    : first;
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
