import type { ConversationId } from '@rookery/protocol';
import type { History, RemovalRecord } from '../history.ts';
import { seconds, describeFaults } from './violation.ts';
import type { Violation } from './violation.ts';

/** Nobody outside reads, hears or writes; nobody inside does what she has no right to. */
export function checkPrivacy(history: History): Violation[] {
  const asked = history.leaks.map(({ device, conversation, request, askedAt, what }): Violation => ({
    check: 'private-read',
    rule: 'ROOM-4',
    at: askedAt,
    story: `At ${seconds(askedAt)} ${device}, who was outside, ${request === 'history:fetch' ? 'asked for the history of' : 'tried to write to'} ${conversation} and ${what}. ${describeFaults(history, askedAt, askedAt)}`,
  }));
  const placeOf = (conversation: ConversationId): ConversationId =>
    history.threads.get(conversation)?.parent ?? conversation;
  const byPlace = new Map<string, RemovalRecord[]>();
  for (const removal of history.removals) {
    const key = `${removal.user} ${removal.conversation}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), removal]);
  }
  const begunAt = new Map<string, number>();
  for (const [conversation, { messages }] of history.final.logs)
    for (const { seq, clientId } of messages) {
      const send = clientId === undefined ? undefined : history.sends.get(clientId);
      // What the server is to send later it may send before its author knows that it will.
      if (send && !send.isLater) begunAt.set(`${conversation} ${seq}`, send.begunAt);
    }
  const overheard: Violation[] = [];
  const hears = (device: string, user: string, conversation: ConversationId, seq: number, at: number): void => {
    for (const { ackedAt, backAt } of byPlace.get(`${user} ${placeOf(conversation)}`) ?? []) {
      const writtenAt = begunAt.get(`${conversation} ${seq}`);
      if (ackedAt === null || writtenAt === undefined || writtenAt <= ackedAt || at >= (backAt ?? Infinity)) continue;
      overheard.push({
        check: 'private-read',
        rule: 'ROOM-6',
        at,
        story: `${device} was removed from ${conversation} (acknowledged at ${seconds(ackedAt)}). Number ${seq} was written at ${seconds(writtenAt)}, and at ${seconds(at)} ${device} was told it; she was let in again only at ${backAt === null ? 'no time' : seconds(backAt)}. ${describeFaults(history, ackedAt, at)}`,
      });
      return;
    }
  };
  for (const life of history.lives)
    for (const [conversation, { messages }] of life.told)
      if (byPlace.has(`${life.user} ${placeOf(conversation)}`))
        for (const { seq, at } of messages) hears(life.device, life.user, conversation, seq, at);
  for (const link of history.links)
    for (const [conversation, heard] of link.heard)
      if (byPlace.has(`${link.user} ${placeOf(conversation)}`))
        for (const { seq, at } of heard) hears(link.device, link.user, conversation, seq, at);
  const overstepped = history.oversteps.map((overstep): Violation => {
    const { device, conversation, request, askedAt, who = 'a plain member', rule = 'ROOM-10' } = overstep;
    return {
      check: 'right-exceeded',
      rule,
      at: askedAt,
      story: `At ${seconds(askedAt)} ${device}, ${who}, asked for ${request} in ${conversation}, and it was done. ${describeFaults(history, askedAt, askedAt)}`,
    };
  });
  return [...asked, ...overheard, ...overstepped];
}
