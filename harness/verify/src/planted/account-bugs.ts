import type { PlantedBug } from './planted-bug.ts';

/** Of the server: accounts that act after their end, sessions that are left, and invitations that let in too many. [ADR 0012] */
export const accountBugs: readonly PlantedBug[] = [
  {
    name: 'deactivation-leaves-sessions',
    what: 'who is deactivated keeps her sessions',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/accounts.ts',
        from: "      const ended = isDeactivated ? others(row.no, '').map(({ id }) => id) : [];",
        to: "      const ended = isDeactivated && row.no < 0 ? others(row.no, '').map(({ id }) => id) : [];",
      },
    ],
    caughtBy: ['session-revived', 'right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'deactivation-leaves-a-session-in-lua',
    what: 'the script that deactivates somebody leaves one of her sessions',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/standing-set.lua',
        from: "if wanted then end_sessions(KEYS[2], KEYS[3], '') end",
        to: "if wanted then end_sessions(KEYS[2], KEYS[3], redis.call('HKEYS', KEYS[2])[1] or '') end",
      },
    ],
    caughtBy: ['session-revived', 'right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'deactivated-sign-in',
    what: 'who is deactivated may sign in by her password',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/sign-in.ts',
        from: "  if (!user || user.deactivated) throw new ChatError('unauthorized');\n  await passSecondFactor",
        to: "  if (!user) throw new ChatError('unauthorized');\n  await passSecondFactor",
      },
      {
        file: 'adapters/embedded/worker/sessions.ts',
        from: 'if (find.user(session.user.id)?.deactivated === 1) throw deactivated();',
        to: 'if (find.user(session.user.id)?.deactivated === 2) throw deactivated();',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'reactivation-not-told-in-lua',
    what: 'the conversations of somebody are not told that she is deactivated no longer',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/standing-mark.lua',
        from: "if kept or ARGV[3] == '1' then redis.call('HSET'",
        to: "if not kept and ARGV[3] == '1' then redis.call('HSET'",
      },
    ],
    caughtBy: ['refused-without-cause'],
    faults: [],
    runs: 1,
  },
  {
    name: 'sessions-of-an-admin-stay',
    what: 'who ends all sessions of somebody ends all but one',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/sessions.ts',
        from: "'DELETE FROM sessions WHERE user = ?1 AND id IS NOT ?2 RETURNING id',",
        to: "'DELETE FROM sessions WHERE user = ?1 AND id IS NOT ?2 AND id > (SELECT min(id) FROM sessions WHERE user = ?1) RETURNING id',",
      },
    ],
    caughtBy: ['session-revived', 'right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'session-end-not-kept-in-lua',
    what: 'the script that ends one session tells her devices, and leaves the session',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/session-end.lua',
        from: "redis.call('HDEL', KEYS[2], ARGV[1])",
        to: "redis.call('HEXISTS', KEYS[2], ARGV[1])",
      },
      {
        file: 'adapters/redis/lua/session-end.lua',
        from: "redis.call('HDEL', KEYS[3], ARGV[1])\n",
        to: '',
      },
    ],
    caughtBy: ['session-revived', 'right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'invitation-for-one-more',
    what: 'an invitation is used by one more than it is for',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/invitations.ts',
        from: 'if (row.uses !== null && row.used >= row.uses) return null;',
        to: 'if (row.uses !== null && row.used > row.uses) return null;',
      },
    ],
    caughtBy: ['invitation-overused'],
    faults: [],
    runs: 1,
  },
  {
    name: 'invitation-for-one-less',
    what: 'an invitation is used by one less than it is for',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/invitations.ts',
        from: 'if (row.uses !== null && row.used >= row.uses) return null;',
        to: 'if (row.uses !== null && row.used + 1 >= row.uses) return null;',
      },
    ],
    caughtBy: ['shut-out'],
    faults: [],
    runs: 1,
  },
  {
    name: 'invitation-not-counted-in-lua',
    what: 'the script by which an invitation is used does not count',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/invitation-redeem.lua',
        from: "ARGV[2], 'used', used + 1)",
        to: "ARGV[2], 'used', used)",
      },
    ],
    caughtBy: ['invitation-overused'],
    faults: [],
    runs: 1,
  },
  {
    name: 'revoked-invitation-in-lua',
    what: 'an invitation that is revoked is not listed any more, and still good',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/invitation-drop.lua',
        from: "redis.call('DEL', KEYS[1])",
        to: "redis.call('EXISTS', KEYS[1])",
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'invitation-without-membership',
    what: 'who is let in by an invitation is out again as soon as she goes',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/accept-invitation.ts',
        from: '    return { room: await enter(ports, actor, found.room, found) };',
        to: '    const room = await enter(ports, actor, found.room, found);\n    await ports.membership.leave(found.room, actor.user.id);\n    return { room };',
      },
    ],
    caughtBy: ['shut-out', 'membership-wrong'],
    faults: [],
    runs: 1,
  },
  {
    name: 'deleted-account-keeps-sessions',
    what: 'who deletes her account keeps her sessions',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/account-closing.ts',
        from: '      const ended = sessions(row.no).map((session) => session.id);',
        to: '      const ended = (row.no < 0 ? sessions(row.no) : []).map((session) => session.id);',
      },
    ],
    caughtBy: ['session-revived', 'right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'deleted-account-frees-its-name',
    what: 'the name of a deleted account is given to whoever wants it',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/account-closing.ts',
        from: "'UPDATE usernames SET left_at = NULL, left_as = NULL WHERE user = ?'",
        to: "'DELETE FROM usernames WHERE user = ?'",
      },
    ],
    caughtBy: ['trace-lost'],
    faults: [],
    runs: 1,
  },
  {
    name: 'deleted-account-shows-its-name-in-lua',
    what: 'the script that deletes an account leaves the name that others see',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/account-close.lua',
        from: 'profile.username, profile.displayName, profile.deactivated = ARGV[1], ARGV[2], true',
        to: 'profile.username, profile.deactivated = ARGV[1], true',
      },
    ],
    caughtBy: ['trace-left'],
    faults: [],
    runs: 1,
  },
];
