import { describeAccounts } from './accounts.contract.ts';
import { describeAnnouncements } from './announcements.contract.ts';
import { describeAudit } from './audit.contract.ts';
import { describeChanges } from './changes.contract.ts';
import { describeConversationLog } from './conversation-log.contract.ts';
import type { OpenStore } from './fixtures.ts';
import { describeGroups } from './groups.contract.ts';
import { describeDeactivation } from './deactivation.contract.ts';
import { describeHistory } from './history.contract.ts';
import { describeIdentities } from './identities.contract.ts';
import { describeInvitations } from './invitations.contract.ts';
import { describeLeftovers } from './leftovers.contract.ts';
import { describeMembership } from './membership.contract.ts';
import { describeModeration } from './moderation.contract.ts';
import { describePasskeys } from './passkeys.contract.ts';
import { describePeople } from './people.contract.ts';
import { describePrivacy } from './privacy.contract.ts';
import { describeReports } from './reports.contract.ts';
import { describeRights } from './rights.contract.ts';
import { describeRooms } from './rooms.contract.ts';
import { describeSecondFactor } from './second-factor.contract.ts';
import { describeSessionsAndPresence } from './sessions-and-presence.contract.ts';
import { describeSharedLimits } from './shared-limits.contract.ts';
import { describeSinceJoin } from './since-join.contract.ts';
import { describeSettings } from './settings.contract.ts';
import { describeTasks } from './tasks.contract.ts';
import { describeUserLog } from './user-log.contract.ts';

/** Every contract suite, on one adapter. */
export function describeStore(name: string, open: OpenStore): void {
  // First, while there is little to look through: on a store that all suites share it takes away what the others have left.
  describeLeftovers(name, open);
  describeConversationLog(name, open);
  describeChanges(name, open);
  describeHistory(name, open);
  describePeople(name, open);
  describeRooms(name, open);
  describeGroups(name, open);
  describeMembership(name, open);
  describeSinceJoin(name, open);
  describeRights(name, open);
  describeModeration(name, open);
  describeAudit(name, open);
  describeUserLog(name, open);
  describePrivacy(name, open);
  describeReports(name, open);
  describeAnnouncements(name, open);
  describeSessionsAndPresence(name, open);
  describeAccounts(name, open);
  describeDeactivation(name, open);
  describeSharedLimits(name, open);
  describeSecondFactor(name, open);
  describePasskeys(name, open);
  describeIdentities(name, open);
  describeSettings(name, open);
  describeInvitations(name, open);
  describeTasks(name, open);
}
