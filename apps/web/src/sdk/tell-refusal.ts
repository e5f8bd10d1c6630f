import type { Client } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { showToast } from '../design/toasts.ts';
import { regionalLocale } from '../lib/dates.ts';
import { i18n, text } from '../locales/text.ts';
import { thrownText } from './failure-text.ts';
import { mutedWords } from './muted-words.ts';

/** Says in a toast why something was refused in a conversation: where the reader is muted, that, and until when. */
export const tellRefusal = (client: Client, conversation: ConversationId, thrown: unknown): void => {
  const locale = regionalLocale(i18n.locale, navigator.languages);
  showToast(thrownText(text, thrown, mutedWords(client.inbox.get(), conversation, text, locale)));
};
