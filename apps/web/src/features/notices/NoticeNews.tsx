import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../../sdk/ClientContext.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMe } from '../../sdk/use-session.ts';
import { startNotices } from './start-notices.ts';

type Props = {
  /** The conversation on the screen. */
  readonly open: string | undefined;
  /** The number of the root of the thread beside it. */
  readonly thread: number | undefined;
};

/** Tells the reader what happens while she does not look. Shows nothing by itself. */
export const NoticeNews = ({ open, thread }: Props) => {
  const client = useClient();
  const { id } = useMe();
  const { threads } = useInbox();
  const [, navigate] = useLocation();
  const line = threads.find(({ root }) => root?.conversation === open && root?.seq === thread);
  const latest = useRef({ navigate, onScreen: [] as string[] });
  latest.current = {
    navigate,
    onScreen: [open, line?.conversation].filter((conversation) => conversation !== undefined),
  };
  useEffect(
    () =>
      startNotices(client, {
        navigate: (path) => latest.current.navigate(path),
        onScreen: () => latest.current.onScreen,
      }),
    // Anew for whoever signs in next.
    [client, id],
  );
  return null;
};
