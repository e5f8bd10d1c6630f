import type { UserId } from '@rookery/protocol';
import { addressKey } from './address-key.ts';
import { TokenBucket } from '../domain/token-bucket.ts';
import type { Rate } from '../domain/token-bucket.ts';

/** Frames of one connection, each refusal counting once more: a stock client that was away sends its ten thousand waiting events, all of which may be refused. */
const frames: Rate = { perSecond: 1_000, burst: 24_000 };
const bytes: Rate = { perSecond: 1_048_576, burst: 33_554_432 };
/** Of all connections from one address: an office of some hundred people, who all come back at once. */
const framesOfAddress: Rate = { perSecond: 5_000, burst: 60_000 };
const bytesOfAddress: Rate = { perSecond: 4_194_304, burst: 67_108_864 };
/** Of all connections of one user, wherever they come from: two devices that do all that they may. */
const framesOfUser: Rate = { perSecond: 2_000, burst: 48_000 };
const bytesOfUser: Rate = { perSecond: 2_097_152, burst: 67_108_864 };
/** Requests that were answered with an error. They are forgiven slowly: nobody goes on for long with what is refused. */
const refusals: Rate = { perSecond: 10, burst: 12_000 };
const refusalsOfAddress: Rate = { perSecond: 1_000, burst: 24_000 };
const refusalsOfUser: Rate = { perSecond: 20, burst: 20_000 };
/** Frames that carry no message: a client answers a ping in 25 s, and says some more while it upgrades; a proxy may ping every second. */
const beats: Rate = { perSecond: 2, burst: 100 };
/** Where an address or a user has spent all it has, only those of its connections are cut off that have had more than this: the others stay. */
const modest = { frames: 1_000, bytes: 2_097_152, refusals: 100 };
/** Whoever breaks the rules of the connection itself (another namespace, a frame too long, JSON too deep) is cut off, and comes back to this many refusals more, and one for so many bytes that were read for it. */
const refusalsOfBreach = 250;
const bytesOfRefusal = 1_024;
/**
 * Messages of one address that are taken: what an office that comes back sends at once is served by and by, and others have their turns meanwhile. Those who
 * were refused lately have a pace of their own, and keep no colleague waiting: limits alone answer for ever, as fast as anybody asks.
 */
const messagesTaken: Rate = { perSecond: 2_000, burst: 500 };
const messagesOfRefused: Rate = { perSecond: 2_000, burst: 100 };
/** Whoever has to wait for that is not read for so long, ms. */
export const restMs = 10;
/** How long a refusal is a late one, ms. */
const latelyMs = 1_000;
/** Connections open at once from one address: a proxy that names nobody may stand before all the ten thousand of a node. */
const connectionsOfAddress = 12_000;

const secondNow = (): number => Math.floor(performance.now() / 1_000);

/** What has been spent and is not forgiven yet, in whole seconds: no timer, and numbers that need no memory of their own. */
class Spent {
  frames = 0;
  bytes = 0;
  refusals = 0;
  #second = secondNow();

  /** Whether all are within bounds with these added. */
  add(second: number, someFrames: number, someBytes: number, someRefusals: number, most: Most): boolean {
    const [ofFrames, ofBytes, ofRefusals] = most;
    if (second !== this.#second) {
      const passed = second - this.#second;
      this.#second = second;
      this.frames = Math.max(0, this.frames - passed * ofFrames.perSecond);
      this.bytes = Math.max(0, this.bytes - passed * ofBytes.perSecond);
      this.refusals = Math.max(0, this.refusals - passed * ofRefusals.perSecond);
    }
    this.frames += someFrames;
    this.bytes += someBytes;
    this.refusals += someRefusals;
    return this.frames <= ofFrames.burst && this.bytes <= ofBytes.burst && this.refusals <= ofRefusals.burst;
  }
}

type Most = readonly [frames: Rate, bytes: Rate, refusals: Rate];
const ofConnection: Most = [frames, bytes, refusals];
const ofAddress: Most = [framesOfAddress, bytesOfAddress, refusalsOfAddress];
const ofUser: Most = [framesOfUser, bytesOfUser, refusalsOfUser];

/** All that comes from one user; or from one address, or one /64 of IPv6, of which one household or machine has a whole one. */
export class Account {
  readonly #most: Most;
  readonly #spent = new Spent();
  #taken: TokenBucket | null = null;
  #ofRefused: TokenBucket | null = null;
  connections = 0;

  constructor(of: 'address' | 'user') {
    this.#most = of === 'address' ? ofAddress : ofUser;
  }

  get isSpent(): boolean {
    return this.connections >= connectionsOfAddress || !this.add(secondNow(), 0, 0, 0);
  }

  get isIdle(): boolean {
    this.add(secondNow(), 0, 0, 0);
    const { frames: some, bytes: length, refusals: refused } = this.#spent;
    return this.connections === 0 && some + length + refused === 0;
  }

  /** One message more. False: not yet. */
  takeMessage(now: number, isRefusedLately: boolean): boolean {
    const pace = isRefusedLately
      ? (this.#ofRefused ??= new TokenBucket(messagesOfRefused, now))
      : (this.#taken ??= new TokenBucket(messagesTaken, now));
    return pace.take(now) === 0;
  }

  add(second: number, someFrames: number, someBytes: number, someRefusals: number): boolean {
    return this.#spent.add(second, someFrames, someBytes, someRefusals, this.#most);
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
  /** By `performance.now()`, in ms. */
  #refusedAt = -latelyMs;
  /** Not forgiven yet, as of `#beatSecond`. */
  #beats = 0;
  #beatSecond = 0;

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
    return this.#add(someFrames, someBytes, 0);
  }

  /** A frame that carries no message. False: no client sends so many. */
  takeBeat(): boolean {
    const second = secondNow();
    this.#beats = Math.max(0, this.#beats - (second - this.#beatSecond) * beats.perSecond) + 1;
    this.#beatSecond = second;
    return this.#beats <= beats.burst;
  }

  /** A request was answered with an error, which counts as one frame more. False: cut it off. */
  refused(): boolean {
    this.#refusedAt = Math.floor(performance.now());
    return this.#add(1, 0, 1);
  }

  /** It broke the rules of a connection, with a message of so many bytes, and is cut off. */
  breached(someBytes = 0): void {
    this.#add(0, 0, refusalsOfBreach + Math.floor(someBytes / bytesOfRefusal));
  }

  /** One message more. False: not yet, it has to wait. */
  takeMessage(): boolean {
    const now = performance.now();
    return this.#address.takeMessage(now, this.#refusedAt > now - latelyMs);
  }

  #add(someFrames: number, someBytes: number, someRefusals: number): boolean {
    const second = secondNow();
    const isWithin = this.#spent.add(second, someFrames, someBytes, someRefusals, ofConnection);
    const isAddressWithin = this.#address.add(second, someFrames, someBytes, someRefusals);
    const isUserWithin = this.#user?.add(second, someFrames, someBytes, someRefusals) ?? true;
    if (isAddressWithin && isUserWithin) return isWithin;
    const { frames: had, bytes: length, refusals: refused } = this.#spent;
    return isWithin && had <= modest.frames && length <= modest.bytes && refused <= modest.refusals;
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
