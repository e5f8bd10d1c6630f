import type { AuditRecord } from '@rookery/protocol';
import { useCallback } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';

export type ReadActs = (
  cursor: string | undefined,
) => Promise<{ readonly rows: readonly AuditRecord[]; readonly next: string | null }>;

/** Reads acts of power page by page: of all rooms and people, or of those that are named. */
export const useActs = (room = '', user = ''): ReadActs => {
  const client = useClient();
  return useCallback(
    async (cursor) => {
      const { records, next } = await client.acts({
        ...(room === '' ? {} : { room }),
        ...(user === '' ? {} : { user }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { rows: records, next };
    },
    [client, room, user],
  );
};
