import type { History } from '../history.ts';
import { describeFaults, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** Sessions that ended stay ended, who was let in is in, who was put out is out, invitations are used as often as they allow, and who deleted her account has no name. */
export function checkAccounts(history: History): Violation[] {
  const { final, wholeAt } = history;
  const violations: Violation[] = [];
  const violate = (check: Violation['check'], rule: string, at: number, story: string): void => {
    violations.push({ check, rule, at, story: `${story} ${describeFaults(history, at, at)}` });
  };
  for (const { username, user, how, rule, endedAt } of final.revived)
    violate(
      'session-revived',
      rule,
      endedAt,
      `A session of ${username} (${user}), who ${how}, had ended, which was acknowledged at ${seconds(endedAt)}. In the end its token was good again.`,
    );
  for (const { username, user, rule, askedAt, what } of history.shutOut)
    violate('shut-out', rule, askedAt, `At ${seconds(askedAt)} ${username} (${user}) ${what}.`);
  for (const { username, user, conversation, isMember, how, rule, since } of final.misplaced)
    violate(
      'membership-wrong',
      rule,
      since,
      `${username} (${user}) ${how}, which was acknowledged at ${seconds(since)}; in the end she is ${isMember ? 'no' : 'a'} member of ${conversation}.`,
    );
  for (const { conversation, uses, askedAt, accepted, isSettled } of history.invitations) {
    const told = `At ${seconds(askedAt)} people came to ${conversation} by an invitation for ${uses} of them.`;
    if (accepted.length > uses)
      violate(
        'invitation-overused',
        'INV-4',
        askedAt,
        `${told} ${accepted.length} were let in: ${accepted.join(', ')}.`,
      );
    if (isSettled && accepted.length < uses)
      violate(
        'shut-out',
        'INV-4',
        askedAt,
        `${told} ${accepted.length} ${accepted.length === 1 ? 'was' : 'were'} let in, and all others refused for good.`,
      );
  }
  return [...violations, ...checkClosed(history, wholeAt)];
}

/** What a deleted account leaves: her messages by an id, and a name that nobody else is given. */
function checkClosed(history: History, at: number): Violation[] {
  const violate = (check: Violation['check'], story: string): Violation => ({ check, rule: 'FAC-9', at, story });
  return history.final.closed.flatMap(({ username, user, foundAs, shownAs, claim }) => {
    const found: Violation[] = [];
    const told = `${username} (${user}) deleted her account, which was acknowledged.`;
    if (foundAs !== user || shownAs === username)
      found.push(violate('trace-left', `${told} Later she was found as ${foundAs}, ${shownAs}.`));
    if (claim === 'ok') found.push(violate('trace-lost', `${told} Later somebody else was given her name.`));
    for (const [conversation, { messages }] of history.final.logs) {
      const named = messages.find(
        ({ from, user: by }) => by.id === user && (from === username || by.displayName === username),
      );
      if (named)
        found.push(violate('trace-left', `${told} Her number ${named.seq} of ${conversation} still has her name.`));
    }
    return found;
  });
}
