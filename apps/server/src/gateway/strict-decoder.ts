import type { Server } from 'socket.io';
import { isTooDeep } from '../limits/nesting.ts';

/** What a Socket.IO packet begins with: its type. The others are events and answers. */
const connect = '0';
const connectError = '4';

type Decoder = { add(chunk: unknown): void };
type ServerInsides = { _parser: { readonly Decoder: new (options?: object) => Decoder } };

/**
 * Packets that were refused, of all connections. Socket.IO keeps the error to itself and says goodbye, to a peer who may go on and not listen: a transport
 * sees here that the packet it has just passed on was one of them.
 */
export const decoderFaults = { count: 0 };

/**
 * Lets through only what one connection is for: one CONNECT, to the default namespace, before anything else. All else closes the connection before
 * Socket.IO sees it, which would answer each by itself, past the bounded queue, and keep a socket of its own for each CONNECT. [WIRE-22]
 */
export function decodeStrictly(server: Server): void {
  const insides = server as unknown as ServerInsides;
  class StrictDecoder extends insides._parser.Decoder {
    hasConnected = false;

    /** Throws where the packet is not allowed, or cannot be read; Socket.IO then closes the connection. */
    override add(chunk: unknown): void {
      try {
        if (typeof chunk === 'string') this.#judge(chunk);
        super.add(chunk);
      } catch (error) {
        decoderFaults.count += 1;
        throw error;
      }
    }

    #judge(packet: string): void {
      if (isTooDeep(packet)) throw new Error('no payload is so deep');
      if (isElsewhere(packet)) throw new Error('only the default namespace is served');
      const type = packet[0];
      if (type === connectError) throw new Error('only servers refuse');
      if (type !== connect) return;
      if (this.hasConnected) throw new Error('a connection says CONNECT once');
      this.hasConnected = true;
    }
  }
  insides._parser = { ...insides._parser, Decoder: StrictDecoder };
}

/** Whether a packet names another namespace than `/`: `0/admin,{}`, `51-/admin,[…]`. */
function isElsewhere(packet: string): boolean {
  let at = 1;
  // The number of attachments stands before it.
  if (packet[0] === '5' || packet[0] === '6') at = packet.indexOf('-') + 1;
  return packet[at] === '/' && packet[at + 1] !== ',' && packet.length > at + 1;
}
