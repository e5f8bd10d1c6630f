import { isUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { remind } from './keep-saved.ts';
import { lookAfterDigest } from './look-after-digest.ts';
import { sendLater } from './send-later.ts';

/** Looked at in one step. */
const atOnce = 20;

/** Does what is due of what a person keeps: reminds her, sends what is to be sent, sees whether she is to be told by mail what waits for her. May be cut off at any moment, and done again. [KEEP-4] [KEEP-5] [MAIL-5] */
export async function settleKept(
  ports: Parameters<typeof sendLater>[0] & Parameters<typeof lookAfterDigest>[0],
  subject: ConversationId | UserId,
  signal: AbortSignal,
): Promise<void> {
  if (!isUserId(subject)) return;
  for (let isMore = true; isMore && !signal.aborted;) {
    const due = await ports.kept.due(subject, atOnce);
    for (const thing of due) {
      if (signal.aborted) return;
      if (thing.kind === 'saved') await remind(ports, subject, thing);
      else if (thing.kind === 'later') await sendLater(ports, subject, thing);
      else if (thing.kind === 'digest') await lookAfterDigest(ports, subject, thing);
    }
    isMore = due.length === atOnce;
  }
  await ports.kept.settleLater(subject);
}
