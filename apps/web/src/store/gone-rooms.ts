import { foldName, type ConversationId, type DepartureReason, type UserId } from '@rookery/protocol';
import { useState } from 'react';
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { keptStorage } from '../lib/kept-storage.ts';
import { goneRoomsName } from './gone-rooms-name.ts';

/** A room that the reader was in, or `invited` to, and is not any longer: by what act, and whose, where that is known. */
export type GoneRoom = {
  readonly conversation: ConversationId;
  readonly name: string;
  /** It could be found by its name. */
  readonly isPublic: boolean;
  readonly invited: boolean;
  readonly why?: DepartureReason | undefined;
  readonly by?: UserId | undefined;
};

/** The latest stay. */
const mostKept = 50;

/** The latest last. Survives a reload, until it is dismissed or the reader is back. */
const gone = createStore<readonly GoneRoom[]>(() => []);
/** Whose they are. */
let owner: string | undefined;

const reasons: readonly DepartureReason[] = ['left', 'removed', 'banned', 'deleted'];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const roomIn = (kept: unknown): readonly GoneRoom[] => {
  if (!isRecord(kept) || typeof kept['conversation'] !== 'string' || typeof kept['name'] !== 'string') return [];
  return [
    {
      conversation: kept['conversation'] as ConversationId,
      name: kept['name'],
      isPublic: kept['isPublic'] === true,
      invited: kept['invited'] === true,
      why: reasons.find((reason) => reason === kept['why']),
      by: typeof kept['by'] === 'string' ? (kept['by'] as UserId) : undefined,
    },
  ];
};

/** The owner's, as the storage has them. */
const kept = (): readonly GoneRoom[] => {
  try {
    const parsed: unknown = JSON.parse(keptStorage?.getItem(goneRoomsName) ?? 'null');
    if (!isRecord(parsed) || parsed['of'] !== owner || !Array.isArray(parsed['rooms'])) return [];
    return parsed['rooms'].flatMap(roomIn);
  } catch {
    return [];
  }
};

/** What she left by her own will is no news after a reload. */
const isForNow = ({ why }: GoneRoom): boolean => why === 'left';

const set = (rooms: readonly GoneRoom[]): void => {
  const latest = rooms.slice(-mostKept);
  gone.setState(latest, true);
  try {
    keptStorage?.setItem(goneRoomsName, JSON.stringify({ of: owner, rooms: latest.filter((room) => !isForNow(room)) }));
  } catch {
    // No room: it is told until the page is left.
  }
};

/** Those of all tabs. */
const all = (): readonly GoneRoom[] => [...kept(), ...gone.getState().filter(isForNow)];

/** Those of whoever is signed in, from now on. */
export const openGoneRooms = (user: string): void => {
  if (owner === user) return;
  owner = user;
  gone.setState(kept(), true);
};

export const keepGoneRoom = (room: GoneRoom): void =>
  set([...all().filter(({ conversation }) => conversation !== room.conversation), room]);

/** She has read it, or is back. */
export const forgetGoneRooms = (conversations: ReadonlySet<string>): void => {
  const isForgotten = ({ conversation }: GoneRoom): boolean => conversations.has(conversation);
  if (gone.getState().some(isForgotten)) set(all().filter((room) => !isForgotten(room)));
};

/** By id, or by the name that it had when it was public. */
export const useGoneRoom = (user: string, room: string): GoneRoom | undefined => {
  useState(() => openGoneRooms(user));
  return useStore(gone, (rooms) =>
    rooms.findLast(
      ({ conversation, name, isPublic }) => conversation === room || (isPublic && foldName(name) === foldName(room)),
    ),
  );
};

addEventListener('storage', (event) => event.key === goneRoomsName && gone.setState(all(), true));
