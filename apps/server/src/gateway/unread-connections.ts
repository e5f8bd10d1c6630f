import type { Socket } from 'node:net';
import { addressKey } from '../limits/address-key.ts';

/**
 * Connections that wait to be read. The addresses have turns: thousands from one keep nobody from another waiting. Of one address the newest and the
 * oldest have turns: who comes is not kept waiting by thousands that came before and say nothing, nor for ever by those who come after. [OPS-27]
 */
export class UnreadConnections {
  /** By address, that whose turn it is first. None of them is empty. */
  readonly #ofAddress = new Map<string, { readonly sockets: Socket[]; isNewestNext: boolean }>();
  #size = 0;

  /** Some may have gone. */
  get size(): number {
    return this.#size;
  }

  add(socket: Socket): void {
    const address = keyOf(socket);
    const waiting = this.#ofAddress.get(address);
    if (waiting) waiting.sockets.push(socket);
    else this.#ofAddress.set(address, { sockets: [socket], isNewestNext: true });
    this.#size += 1;
  }

  /** The next to be read, which waits no longer, of an address that `may` have a turn. */
  next(may: (address: string) => boolean = () => true): Socket | undefined {
    for (const [address, waiting] of this.#ofAddress) {
      if (!may(address)) continue;
      const socket = waiting.isNewestNext ? waiting.sockets.pop() : waiting.sockets.shift();
      this.#size -= 1;
      waiting.isNewestNext = !waiting.isNewestNext;
      this.#ofAddress.delete(address);
      // Behind all others: this very loop comes to it again, if it finds nobody before.
      if (waiting.sockets.length > 0) this.#ofAddress.set(address, waiting);
      if (socket && !socket.destroyed) return socket;
    }
    return undefined;
  }

  /** Closes one to make room for `newcomer`: of its own address the one that has waited longest, else of that whose turn it is. False: none waits. */
  closeOneFor(newcomer: Socket): boolean {
    const own = keyOf(newcomer);
    for (;;) {
      const [first] = this.#ofAddress.keys();
      if (first === undefined) return false;
      const address = this.#ofAddress.has(own) ? own : first;
      const sockets = this.#ofAddress.get(address)?.sockets ?? [];
      const oldest = sockets.shift();
      this.#size -= 1;
      if (sockets.length === 0) this.#ofAddress.delete(address);
      if (!oldest || oldest.destroyed) continue;
      oldest.destroy();
      return true;
    }
  }

  closeAll(): void {
    for (const { sockets } of this.#ofAddress.values()) for (const socket of sockets) socket.destroy();
    this.#ofAddress.clear();
    this.#size = 0;
  }
}

/** The address of the other end, as it is counted; that may have gone. */
export const keyOf = ({ remoteAddress = '' }: Socket): string => addressKey(remoteAddress);
