import type { Typists } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

export const useTypists = (conversation: ConversationId): Typists => useObservable(useClient().typists(conversation));
