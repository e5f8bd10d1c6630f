import type { History } from '../history.ts';
import { checkAccounts } from './accounts.ts';
import { checkAudit } from './audit.ts';
import { checkBackups } from './backups.ts';
import { checkCalls } from './calls.ts';
import { checkChanges } from './changes.ts';
import { checkDelivery } from './delivery.ts';
import { checkFiles } from './files.ts';
import { checkLogs } from './logs.ts';
import { checkOldMessages } from './old-messages.ts';
import { checkPeople } from './people.ts';
import { plainNames } from './plain-names.ts';
import { checkPreviews } from './previews.ts';
import { checkPrivacy } from './privacy.ts';
import { checkPushes } from './pushes.ts';
import { checkRetention } from './retention.ts';
import { checkSearches } from './searches.ts';
import { checkTasks } from './tasks.ts';
import { checkThreads } from './threads.ts';
import type { Violation } from './violation.ts';

/** Whether a history keeps every promise. Cost: O(events). */
export function check(history: History): readonly Violation[] {
  const inPlainNames = plainNames(history);
  return [
    ...checkLogs(history),
    ...checkDelivery(history),
    ...checkPrivacy(history),
    ...checkAccounts(history),
    ...checkAudit(history),
    ...checkChanges(history),
    ...checkCalls(history),
    ...checkPeople(history),
    ...checkTasks(history),
    ...checkFiles(history),
    ...checkSearches(history),
    ...checkRetention(history),
    ...checkThreads(history),
    ...checkPreviews(history),
    ...checkPushes(history),
    ...checkBackups(history),
    ...checkOldMessages(history),
  ]
    .sort((one, other) => one.at - other.at)
    .map((violation) => ({ ...violation, story: inPlainNames(violation.story) }));
}
