import type { ConversationId } from '@rookery/protocol';
import { readThreadId } from '../thread-id.ts';

/** Nodes that keep the index of a conversation. */
export const ownersOfEach = 2;

/** Where a conversation's index is kept: a thread's lies with its parent's. */
export const homeOf = (conversation: ConversationId): ConversationId =>
  readThreadId(conversation)?.parent ?? conversation;

/** Spreads what differs in few bits over all 32 (MurmurHash3). */
function mixed(value: number): number {
  let mix = value;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85_eb_ca_6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2_b2_ae_35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/** FNV-1a: ids and names are short. */
function hashOf(name: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01_00_01_93);
  return mixed(hash);
}

/**
 * Who keeps the index of a conversation, by rendezvous: each node weighs itself and all others, and the heaviest own it. Who comes or goes moves no
 * more than what it owns. The same on every node, of every version.
 */
export function ownersOf(conversation: ConversationId, nodes: readonly string[]): readonly string[] {
  const home = hashOf(homeOf(conversation));
  return nodes
    .map((node) => ({ node, weight: mixed(home ^ mixed(hashOf(node))) }))
    .sort((one, other) => other.weight - one.weight || (one.node < other.node ? -1 : 1))
    .slice(0, ownersOfEach)
    .map(({ node }) => node);
}
