import type { ConversationId } from '@rookery/protocol';
import { insist } from '../../shell/lazy-part.tsx';

/** What the reader is told of in one conversation. */
export const openNotifyDialog = (conversation: ConversationId): void =>
  void insist(() => import('./late.ts')).then(({ notifyDialog }) => notifyDialog.open({ conversation }));
