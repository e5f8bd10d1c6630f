import type { DatabaseSync } from 'node:sqlite';
import { accountClosing } from './account-closing.ts';
import { accounts } from './accounts.ts';
import { appending } from './append.ts';
import { audit } from './audit.ts';
import { calls } from './calls.ts';
import { changing } from './changing.ts';
import { due } from './due.ts';
import { identities } from './identities.ts';
import { files } from './files.ts';
import { guestLooks } from './guest-looks.ts';
import { inventory } from './inventory.ts';
import { invitations } from './invitations.ts';
import { journal } from './journal.ts';
import { kept } from './kept.ts';
import { leftovers } from './leftovers.ts';
import { logReader } from './log-reader.ts';
import { mails } from './mail.ts';
import { memberSteps } from './member-steps.ts';
import { membership } from './membership.ts';
import { moderation } from './moderation.ts';
import { passkeys } from './passkeys.ts';
import { moving } from './moving.ts';
import { named } from './named.ts';
import { once } from './once.ts';
import { people } from './people.ts';
import { presence } from './presence.ts';
import { privacy } from './privacy.ts';
import { pushes } from './pushes.ts';
import { reading } from './reading.ts';
import { reports } from './reports.ts';
import { retaining } from './retention.ts';
import { roomEnding } from './room-ending.ts';
import { roomSearch } from './room-search.ts';
import { rooms } from './rooms.ts';
import { lookups } from './lookups.ts';
import { secondFactor } from './second-factor.ts';
import { sessions } from './sessions.ts';
import { serverSettings } from './server-settings.ts';
import { sweeping } from './sweeping.ts';
import { tasks } from './tasks.ts';
import { threadReader, threadSteps } from './threads.ts';
import type { Transaction } from './transaction.ts';
import { trimming } from './trimming.ts';
import { userLog } from './user-log.ts';
import { userRemoval } from './user-removal.ts';
import { userSteps } from './user-steps.ts';

/**
 * All that the database's threads do, by name: the writer both tables, a reader `reads` alone. Reads see what is committed; writes run in a transaction that others share. A write checks before it
 * touches anything, and throws only for what should not be.
 */
export function operations(db: DatabaseSync, transaction: Transaction) {
  const find = lookups(db);
  const threads = threadReader(db);
  const log = logReader(db, threads);
  const called = calls(db);
  const file = files(db, find, log);
  const steps = userSteps(db, transaction, called);
  const replies = threadSteps(db, transaction, find, steps);
  const makeDue = due(db, transaction);
  const hers = privacy(db, transaction, find);
  const held = kept(db, transaction, find);
  const acts = audit(db, transaction);
  const lines = journal(db);
  const changes = changing(db, transaction, find, log, called, makeDue, hers.isBlockedIn, acts, file, replies);
  const { page, pins, edits, since, states, tail, threads: changedThreads } = reading(db, find, log, threads);
  const moves = memberSteps(db, transaction, find, steps);
  const removal = userRemoval(db, transaction);
  const person = people(db, transaction, find, removal, file);
  const single = once(db);
  const room = rooms(db, transaction, find, moves, changes, steps, acts, file, single);
  const power = moderation(db, transaction, find, moves, steps, acts, guestLooks(db, transaction));
  const belonging = membership(db, transaction, find, steps, moves, power, acts);
  const ending = roomEnding(db, find, steps, moves, file);
  const trim = trimming(db, transaction, find, file);
  const retention = retaining(db, find, trim, ending, acts);
  const inbox = userLog(db, find, log, called, steps, replies);
  const session = sessions(db, transaction, find, person.numberOf);
  const account = accounts(db, transaction, find, acts);
  const factor = secondFactor(db, find);
  const keys = passkeys(db, find);
  const reported = reports(db, transaction);
  const setting = serverSettings(db);
  const invitation = invitations(db);
  const seen = presence(db);
  const known = identities(db);
  const mail = mails(db);
  const task = tasks(db, transaction, find, makeDue, replies);
  const push = pushes(db, find, task);
  const move = moving(db);
  const byName = named(db, find);
  return {
    move,
    byName,
    reads: {
      page,
      pins,
      edits,
      since,
      states,
      tail,
      threads: changedThreads,
      holderOf: person.holderOf,
      users: person.users,
      conversationsOf: person.conversationsOf,
      publicRoomByName: room.publicRoomByName,
      look: belonging.look,
      members: belonging.members,
      membersAmong: belonging.membersAmong,
      firstsOf: belonging.firstsOf,
      heldBy: power.heldBy,
      bans: power.bans,
      searchPeople: person.search,
      peopleNamed: byName.find,
      searchRooms: roomSearch(db, find),
      inbox: inbox.inbox,
      line: inbox.line,
      conversations: inbox.conversations,
      stepsSince: inbox.since,
      liveSessionKind: session.liveKind,
      listSessions: session.list,
      passwordOf: account.passwordOf,
      secondFactorOf: factor.of,
      passkeysOf: keys.of,
      userOfIdentity: known.userOf,
      addressOf: mail.addressOf,
      userOfAddress: mail.userOfAddress,
      listIdentities: known.list,
      passwordLinkOf: account.passwordLinkOf,
      serverSettings: setting.read,
      countAll: inventory(db),
      readJournal: lines.readJournal,
      findInvitation: invitation.find,
      listInvitations: invitation.list,
      findFile: file.find,
      readFile: file.read,
      isFileClaimed: file.isClaimed,
      areBytesKnown: file.isKnown,
      listFiles: file.list,
      countSentFiles: file.countSent,
      expiredUploads: file.expired,
      lastSeen: seen.lastSeen,
      sweepTasks: task.sweepTasks,
      parkedTasks: task.parked,
      settings: hers.settings,
      findKept: held.find,
      listKept: held.list,
      pushWatchers: push.watchers,
      pushStandings: push.standings,
      dueKept: held.due,
      listActs: acts.list,
      readActs: acts.read,
      listReports: reported.list,
      listHolds: retention.holds,
      findHold: retention.holdOf,
      findReport: reported.find,
      moving: move.read,
    },
    writes: {
      append: appending(db, transaction, find, steps, moves, makeDue, hers.isBlockedIn, file, replies),
      change: changes.change,
      setLinks: changes.setLinks,
      closePolls: changes.closePolls,
      contest: changes.contest,
      trim,
      retain: retention.step,
      setHold: retention.hold,
      beginUpload: file.begin,
      addUploadPart: file.addPart,
      keepUpload: file.keep,
      dropUpload: file.drop,
      showFile: file.show,
      unshowFile: file.unshow,
      withdrawUpload: file.withdraw,
      reserveFile: file.reserve,
      prolongFile: file.prolong,
      holdBytes: file.hold,
      forsakeUploads: file.forsake,
      condemnBytes: file.condemn,
      bytesCleared: file.cleared,
      settleFilesLater: file.settleLater,
      claimName: person.claimName,
      setProfile: person.setProfile,
      renameUser: person.rename,
      retire: person.retire,
      createRoom: room.createRoom,
      openDirect: room.openDirect,
      openGroup: room.openGroup,
      nameGroup: room.nameGroup,
      join: belonging.join,
      leave: belonging.leave,
      invite: belonging.invite,
      remove: belonging.remove,
      editRoom: room.editRoom,
      deleteRoom: room.deleteRoom,
      setRoomRole: power.setRole,
      mute: power.mute,
      ban: power.ban,
      unban: power.unban,
      knowAccount: power.knowAccount,
      mark: inbox.mark,
      touch: inbox.touch,
      follow: inbox.follow,
      createSession: session.create,
      resumeSession: session.resume,
      extendSessions: session.extend,
      revokeSession: session.revoke,
      revokeAllSessions: session.revokeAll,
      rotateSession: session.rotate,
      createAccount: account.create,
      setPassword: account.setPassword,
      setRole: account.setRole,
      setDeactivated: account.setDeactivated,
      offerPasswordLink: account.offerPasswordLink,
      usePasswordLink: account.usePasswordLink,
      founding: account.founding,
      claimFounding: account.claimFounding,
      closeAccount: accountClosing(db, transaction, find, account.isLastOwner, steps, moves, file),
      changeSettings: hers.changeSettings,
      putKept: held.put,
      dropKept: held.drop,
      settleKeptLater: held.settleLater,
      block: hers.block,
      beginFactor: factor.begin,
      confirmFactor: factor.confirm,
      tryStep: factor.tryStep,
      useRecovery: factor.useRecovery,
      setRecovery: factor.setRecovery,
      endFactor: factor.end,
      addPasskey: keys.add,
      passkeyUsed: keys.used,
      removePasskey: keys.remove,
      putChallenge: keys.putChallenge,
      takeChallenge: keys.takeChallenge,
      bindIdentity: known.bind,
      setAddress: mail.setAddress,
      addMail: mail.addMail,
      claimMail: mail.claimMail,
      endMail: mail.endMail,
      mailAgain: mail.mailAgain,
      putOnce: single.put,
      takeOnce: single.take,
      fileReport: reported.file,
      closeReport: reported.close,
      changeServerSettings: setting.change,
      createInvitation: invitation.create,
      revokeInvitation: invitation.revoke,
      redeemInvitation: invitation.redeem,
      giveInvitationBack: invitation.giveBack,
      setLastSeen: seen.setLastSeen,
      sweep: sweeping(db),
      sweepLeftovers: leftovers(db, find, steps, moves, ending, removal, person.retire),
      setInterest: task.setInterest,
      watchPushes: push.watch,
      unwatchPushes: push.unwatch,
      clearInterest: task.clearInterest,
      addWork: task.addWork,
      claimTask: task.claim,
      moveCursor: task.move,
      taskDone: task.doneWith,
      taskFailed: task.failedAt,
      releaseTask: task.release,
      reviveTask: task.revive,
      parkOverdue: task.parkOverdue,
      recordAct: acts.record,
      addToJournal: lines.addToJournal,
      stepMoving: move.step,
    },
  };
}

type Operations = ReturnType<typeof operations>;
export type ReadName = keyof Operations['reads'];
export type CallName = ReadName | keyof Operations['writes'];
export type Operation<Name extends CallName> = (Operations['reads'] & Operations['writes'])[Name];
