import { useEffect } from 'react';
import { showToast } from '../design/toasts.ts';
import { messageLine } from '../lib/plain-line.ts';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { useMe } from '../sdk/use-session.ts';
import { syncDrafts } from './sync-drafts.ts';

/** What comes of what the reader keeps: reminders are said in passing, and what is not sent yet is the same on all her devices. Shows nothing by itself. */
export const KeptNews = () => {
  const text = useText();
  const client = useClient();
  const { id } = useMe();
  useEffect(
    () =>
      client.on('saved', ({ saved, isDue }) => {
        if (isDue && saved) showToast(text('saved.reminder', { words: messageLine(saved.message).slice(0, 160) }));
      }),
    [client, text],
  );
  useEffect(() => syncDrafts(client, id), [client, id]);
  return null;
};
