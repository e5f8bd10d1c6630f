import type { Entry } from '@rookery/protocol';
import type { Text } from '../locales/text.ts';
import { nameOf } from './name-of.ts';

/** Of an invitation in the inbox: who invites, as far as the server says so. */
export const invitationWords = (text: Text, { invitedBy }: Entry): string =>
  invitedBy ? text('invitation.wordsBy', { who: nameOf(text, invitedBy) }) : text('invitation.words');
