import type { PlantedBug } from './planted-bug.ts';

/** Of the server: rights, mutes, bans and blocks that are not tested where they should be; a session that goes on after its end. */
export const rightsBugs: readonly PlantedBug[] = [
  {
    name: 'right-not-tested',
    what: 'whoever is no author may delete a message without the right to do so',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/changing.ts',
        from: '    if (needs === null || !may(rightsIn(row), needs)) return false;\n    return needs === noRights || rankIn(row) > ',
        to: '    if (needs === null) return false;\n    return may(rightsIn(row), noRights) || rankIn(row) > ',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'mute-forgotten',
    what: 'who leaves a room in which she is muted, and comes back, is not muted any more',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/rows.ts',
        from: '    AND x.until > unixepoch',
        to: '    AND x.at > s.joined_at AND x.until > unixepoch',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'block-not-tested',
    what: 'an append asks nobody’s block',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/append.ts',
        from: 'const isBlocked = found.kind === kinds.direct &&',
        to: 'const isBlocked = found.kind > kinds.direct &&',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'block-not-tested-in-lua',
    what: 'the script that appends asks nobody’s block',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/append.lua',
        from: 'elseif may_be_blocked and is_blocked(uid) then',
        to: 'elseif may_be_blocked and is_blocked(uid) == nil then',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'session-not-ended',
    what: 'a session that is ended has its sockets closed, and is not taken away',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/sessions.ts',
        from: '      if (remove(session.id) === 0) return;',
        to: "      if (session.id === '') return;",
      },
    ],
    caughtBy: ['session-revived'],
    faults: [],
    runs: 1,
  },
  {
    name: 'ban-not-tested-in-lua',
    what: 'the script that lets people join asks nobody’s ban',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/join.lua',
        from: "if is_banned(uid) or (name ~= '' and binding('b', uid, name, network)) then return",
        to: 'if role == "banned" then return',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'right-not-tested-in-lua',
    what: 'a script removes people without asking whether whoever wants it may',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/depart.lua',
        from: 'local refusal = refusal_in(by, by == uid and 0 or ARGV[3])',
        to: 'local refusal = refusal_in(by, 0)',
      },
      {
        file: 'adapters/redis/lua/depart.lua',
        from: 'if by ~= uid and rank_in(uid) >= rank_in(by) then',
        to: 'if by ~= uid and rank_in(uid) > 2 then',
      },
    ],
    caughtBy: ['right-exceeded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'act-without-record',
    what: 'a ban leaves no record',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/moderation.ts',
        from: "      record('room:ban', row, person, by,",
        to: "      if (ban.reason === '') record('room:ban', row, person, by,",
      },
    ],
    caughtBy: ['act-unrecorded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'record-left-behind-in-lua',
    what: 'what an act has left for the audit log is taken away, and not brought there',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/audit-log.ts',
        from: '      if (owed.length > 0) await this.#add(owed.map(parseEntry));',
        to: '      if (owed.length > 1) await this.#add(owed.map(parseEntry));',
      },
    ],
    caughtBy: ['act-unrecorded'],
    faults: [],
    runs: 1,
  },
  {
    name: 'group-read-by-strangers',
    what: 'whether somebody is one of a group’s people is not asked',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/rows.ts',
        from: '  if (!row || !isMember(row)) return refusalOf(row ? toFacts(row) : null);',
        to: '  if (row?.kind === kinds.group) return null;\n  if (!row || !isMember(row)) return refusalOf(row ? toFacts(row) : null);',
      },
    ],
    caughtBy: ['private-read'],
    faults: [],
    runs: 1,
  },
  {
    name: 'history-before-joining',
    what: 'a room whose history begins at one’s joining shows all of it',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/rows.ts',
        from: 'iif(c.since_join = 1 AND',
        to: 'iif(c.since_join = 2 AND',
      },
    ],
    caughtBy: ['private-read'],
    faults: [],
    runs: 1,
  },
  {
    name: 'history-before-joining-in-lua',
    what: 'the scripts forget from where on a reader reads',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/_first.lua',
        from: '  if not since_join or not member then return first end',
        to: "  if since_join ~= '2' or not member then return first end",
      },
    ],
    caughtBy: ['private-read'],
    faults: [],
    runs: 1,
  },
  {
    name: 'group-not-heard',
    what: 'the people of a group do not listen to it when they come back',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/user-log.ts',
        from: 'WHERE s.user = ? AND s.role < ${roles.invited} AND',
        to: 'WHERE s.user = ? AND c.kind <> 3 AND s.role < ${roles.invited} AND',
      },
    ],
    caughtBy: ['told-not-at-all', 'shown-wrong', 'unread-wrong'],
    faults: [],
    runs: 1,
  },
];
