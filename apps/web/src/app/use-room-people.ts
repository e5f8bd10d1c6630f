import type { Entry } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useChat } from '../chat/ChatContext.ts';
import type { Person } from '../chat/model.ts';

const none: readonly Person[] = [];

/** The first page of a room's members: those a mention is most likely for. */
export const useRoomPeople = ({ conversation, room }: Entry): readonly Person[] => {
  const chat = useChat();
  const [people, setPeople] = useState(none);
  const isRoom = room !== undefined;
  const count = room?.members;
  useEffect(() => {
    if (!isRoom) return;
    let current = true;
    void chat.listMembers(conversation).then((outcome) => {
      if (current && outcome.ok) setPeople(outcome.value.items.map(({ user }) => user));
    });
    return () => {
      current = false;
    };
  }, [chat, conversation, isRoom, count]);
  return people;
};
