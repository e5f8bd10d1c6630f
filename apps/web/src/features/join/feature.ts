import type { Client } from '@rookery/client';
import { paths } from '../../lib/paths.ts';
import { text } from '../../locales/text.ts';
import { confirm } from '../../shell/confirm.ts';
import type { Feature, Shell } from '../../shell/feature.ts';

const isGuest = ({ session }: Client): boolean => {
  const now = session.get();
  return now.state === 'none' || now.user.guest;
};

const signOut = ({ client, navigate }: Shell): void =>
  confirm.open({
    title: text('signOut.title'),
    words: text(isGuest(client) ? 'signOut.words' : 'signOut.wordsAccount'),
    harmless: !isGuest(client),
    yes: text('signOut'),
    onYes: () => void client.leave().then(() => navigate(paths.inbox, { replace: true })),
  });

/** Coming in is the screen before the shell; going out is in the reader's menu. */
export const session: Feature = { ownCommands: [{ label: 'signOut', icon: 'log-out', run: signOut }] };
