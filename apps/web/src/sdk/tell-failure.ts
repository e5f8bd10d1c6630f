import { showToast } from '../design/toasts.ts';
import { text } from '../locales/text.ts';
import { thrownText } from './failure-text.ts';

/** Says in a toast why a request failed: `client.leaveRoom(room).catch(tellFailure)`. */
export const tellFailure = (thrown: unknown): void => {
  showToast(thrownText(text, thrown));
};
