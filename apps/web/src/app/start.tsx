import type { Client } from '@rookery/client';
import { asConversationId } from '@rookery/protocol';
import { createRoot } from 'react-dom/client';
import { basePath, withinBase } from '../lib/base-path.ts';
import { followFocus } from '../lib/focus-trail.ts';
import { holdKeysOnce } from '../lib/held-keys.ts';
import { followTrail } from '../lib/trail.ts';
import { activateLocale, wantedLocale } from '../locales/text.ts';
import { ClientContext } from '../sdk/ClientContext.ts';
import { combine, FeaturesContext } from '../shell/features.ts';
import { insist } from '../shell/lazy-part.tsx';
import { preferences } from '../store/preferences.ts';
import { App } from './App.tsx';
import { features } from './features.ts';
import { followLanguage } from './follow-language.ts';
import { followSession } from './follow-session.ts';
import { followPreferences } from './theme.ts';
import '../design/base.css';
import '../design/tokens.css';

/** What this browser keeps is there in a moment: the first frame then has it. It waits for it no longer, ms. */
const keptMs = 150;

/** Puts the app into the page over a given client. */
export const start = async (client: Client): Promise<void> => {
  // Outside the base path there is nothing of the app; a proxy may lead here all the same.
  if (withinBase(location.pathname) === undefined) return location.replace(`${basePath}/`);
  followPreferences();
  followTrail();
  followFocus();
  holdKeysOnce();
  followSession(client);
  followLanguage(client);
  void insist(() => import('./start-later.ts')).then(({ startLater }) => startLater(client));
  // Without words there is no screen at all, not even one that says so.
  await insist(() => activateLocale(wantedLocale()));
  let locale = wantedLocale();
  preferences.subscribe(() => {
    if (wantedLocale() === locale) return;
    locale = wantedLocale();
    void insist(() => activateLocale(wantedLocale()));
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  const open = location.pathname.slice(basePath.length).split('/')[2] ?? '';
  await Promise.race([client.untilShown(asConversationId(open)), new Promise((end) => setTimeout(end, keptMs))]);
  createRoot(root).render(
    <ClientContext value={client}>
      <FeaturesContext value={combine(features)}>
        <App />
      </FeaturesContext>
    </ClientContext>,
  );
};
