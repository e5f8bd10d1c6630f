import type { Later } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';
import { useKeeping } from './use-keeping.ts';

export type LaterView = {
  /** The next one first; undefined until they are known. */
  readonly items: readonly Later[] | undefined;
  readonly failure: unknown;
  readonly again: () => void;
};

/** What is to be sent later, as it is now. */
export const useLater = (): LaterView => {
  const client = useClient();
  const keeping = useKeeping();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [items, setItems] = useState<readonly Later[]>();
  const [failure, setFailure] = useState<unknown>();
  const load = useCallback(
    () =>
      keeping.laterMessages().then(
        (found) => {
          setFailure(undefined);
          setItems(found);
        },
        (thrown: unknown) => setFailure(thrown),
      ),
    [keeping],
  );
  useEffect(() => {
    if (!isConnected) return;
    void load();
    return client.on('later', () => void load());
  }, [client, isConnected, load]);
  return { items, failure: failure ?? (items ? undefined : cutOff), again: () => void load() };
};
