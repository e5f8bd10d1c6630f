import type { AnswerOf, ConversationId, Report } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';

export type ReportsView = {
  /** The first pages; undefined until there are any. */
  readonly page: AnswerOf<'reports:list'> | undefined;
  readonly failure: unknown;
  readonly reload: () => void;
  readonly loadMore: () => void;
  /** Takes one off the list here; what was done about it is said. */
  readonly close: (report: Report, action: string) => Promise<void>;
};

/** Reports of one conversation, or of all, as they are now: read again when they change, and with each connection. */
export const useReports = (conversation: ConversationId | undefined): ReportsView => {
  const client = useClient();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [page, setPage] = useState<AnswerOf<'reports:list'>>();
  const [failure, setFailure] = useState<unknown>();

  const load = useCallback(
    (cursor?: string) => {
      const options = {
        ...(conversation === undefined ? {} : { conversation }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      client.reports(options).then(
        ({ reports, next }) => {
          setFailure(undefined);
          setPage((before) => ({
            reports: cursor === undefined ? reports : [...(before?.reports ?? []), ...reports],
            next,
          }));
        },
        (thrown: unknown) => setFailure(thrown),
      );
    },
    [client, conversation],
  );
  useEffect(() => {
    if (!isConnected) return;
    load();
    return client.on('reports', (changed) => {
      if (conversation === undefined || changed.conversation === conversation) load();
    });
  }, [client, conversation, isConnected, load]);

  return {
    page,
    failure: failure ?? (page ? undefined : cutOff),
    reload: () => load(),
    loadMore: () => page?.next != null && load(page.next),
    close: async (report, action) => {
      await client.closeReport(report.id, action);
      setPage((before) => before && { ...before, reports: before.reports.filter(({ id }) => id !== report.id) });
    },
  };
};
