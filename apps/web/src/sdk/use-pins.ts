import type { ConversationId, Message } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';
import { useKeeping } from './use-keeping.ts';

export type PinsView = {
  /** The latest pin first; undefined until they are known. */
  readonly pins: readonly Message[] | undefined;
  readonly failure: unknown;
  readonly again: () => void;
};

/** What is pinned in a conversation: read again when any of it changes, and with each connection. */
export const usePins = (conversation: ConversationId): PinsView => {
  const client = useClient();
  const keeping = useKeeping();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [pins, setPins] = useState<readonly Message[]>();
  const [failure, setFailure] = useState<unknown>();
  const load = useCallback(
    () =>
      keeping.pins(conversation).then(
        (found) => {
          setFailure(undefined);
          setPins(found);
        },
        (thrown: unknown) => setFailure(thrown),
      ),
    [keeping, conversation],
  );
  useEffect(() => {
    if (!isConnected) return;
    void load();
    const ends = [
      client.on('step', (step) => {
        if (step.kind !== 'change') return;
        const { change } = step;
        if (change.conversation === conversation && change.kind !== 'react' && change.kind !== 'room') void load();
      }),
      client.on('skipped', (skipped) => {
        if (skipped.conversation === conversation) void load();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [client, conversation, isConnected, load]);
  return { pins, failure: failure ?? (pins ? undefined : cutOff), again: () => void load() };
};
