import type { AnswerOf, PlaceId } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';

type Opened = AnswerOf<'thread:open'>;

/** The thread of a message, open for as long as it is shown; `failure` where it cannot be. */
export const useThread = (conversation: PlaceId, seq: number) => {
  const client = useClient();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [opened, setOpened] = useState<Opened>();
  const [failure, setFailure] = useState<unknown>();
  // Once it is open, the client keeps it so over lost connections.
  const isWanted = isConnected || opened !== undefined;
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    let close = (): void => undefined;
    client.openThread(conversation, seq).then(
      (answer) => {
        close = () => client.closeThread(answer.thread);
        if (isOver) close();
        else {
          setFailure(undefined);
          setOpened(answer);
        }
      },
      (error: unknown) => isOver || setFailure(error),
    );
    return () => {
      isOver = true;
      close();
    };
  }, [client, conversation, seq, isWanted]);
  return { opened, failure: failure ?? cutOff };
};
