import { rankName } from '@rookery/protocol';
import type { User } from '@rookery/protocol';

/** Whether somebody is found by the words: in her name or username, also by pinyin. '' finds everybody. */
export const fitsPerson = ({ username, displayName }: User, query: string): boolean =>
  rankName(displayName, query) > 0 || rankName(username, query) > 0;
