import { createRoot } from 'react-dom/client';
import { ChatContext } from '../chat/ChatContext.ts';
import type { Chat } from '../chat/model.ts';
import { followTrail } from '../lib/trail.ts';
import { activateLocale, wantedLocale } from '../locales/text.ts';
import { preferences } from '../store/preferences.ts';
import { App } from './App.tsx';
import { followPreferences } from './theme.ts';
import '../design/base.css';
import '../design/tokens.css';

/** Puts the app into the page over a given chat. */
export const start = async (chat: Chat): Promise<void> => {
  followPreferences();
  followTrail();
  await activateLocale(wantedLocale());
  let locale = wantedLocale();
  preferences.subscribe(() => {
    if (wantedLocale() === locale) return;
    locale = wantedLocale();
    void activateLocale(locale);
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <ChatContext value={chat}>
      <App />
    </ChatContext>,
  );
};
