import { ClientError } from '@rookery/client';
import type { AnswerOf, PlaceId } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';

type Opened = AnswerOf<'thread:open'>;

/**
 * The thread of a message, open for as long as it is shown; `failure` where it cannot be. `isApart`: it was asked for without a connection, and the server has not
 * answered yet.
 */
export const useThread = (conversation: PlaceId, seq: number) => {
  const client = useClient();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [opened, setOpened] = useState<Opened>();
  const [failure, setFailure] = useState<unknown>();
  const [turn, setTurn] = useState(0);
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
  }, [client, conversation, seq, isWanted, turn]);
  const again = useCallback(() => {
    setFailure(undefined);
    setTurn((before) => before + 1);
    client.tryNow();
  }, [client]);
  const [beganApart] = useState(!isConnected);
  const isApart =
    opened === undefined &&
    (failure === undefined ? beganApart : failure instanceof ClientError && failure.code === 'offline');
  return { opened, failure: failure ?? cutOff, isApart, again };
};
