import type { PlantedBug } from './planted-bug.ts';

/** Of the server: files that a message does not hold, is given wrongly, or gives to others. */
export const fileBugs: readonly PlantedBug[] = [
  {
    name: 'file-not-claimed',
    what: 'an append writes a message with files and claims none',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/append.ts',
        from: 'if (some.length > 0) files.claim(',
        to: 'if (some.length > 10) files.claim(',
      },
    ],
    caughtBy: ['file-lost'],
    faults: [],
    runs: 1,
  },
  {
    name: 'one-file-claimed-in-lua',
    what: 'the script that appends claims the first file of a message alone',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/_files.lua',
        from: "    redis.call('HSET', base .. 'f', file[1], seq)",
        to: "    if n == 1 then redis.call('HSET', base .. 'f', file[1], seq) end",
      },
    ],
    caughtBy: ['file-lost'],
    faults: [],
    runs: 1,
  },
  {
    name: 'first-file-given-for-all',
    what: 'whoever asks for any file of a message is given its first one',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/files.ts',
        from: '...picturesIn(message?.links)].find((one) => one.id === id)',
        to: '...picturesIn(message?.links)].find((one) => one.id !== null)',
      },
    ],
    caughtBy: ['file-wrong'],
    faults: [],
    runs: 1,
  },
  {
    name: 'file-read-by-strangers',
    what: 'whether somebody may read a message is not asked for its files',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/files.ts',
        from: "if (refusal || !row) return refusal ?? { status: 'unclaimed' };",
        to: "if (!row) return refusal ?? { status: 'unclaimed' };",
      },
    ],
    caughtBy: ['file-leaked'],
    faults: [],
    runs: 1,
  },
  {
    name: 'file-read-by-strangers-in-lua',
    what: 'the script that reads a file asks nobody’s right',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/file-read.lua',
        from: 'if refusal then return refusal end',
        to: "if refusal and refusal[1] == '' then return refusal end",
      },
    ],
    caughtBy: ['file-leaked'],
    faults: [],
    runs: 1,
  },
  {
    name: 'deleted-files-kept',
    what: 'the deletion of a message leaves its files',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/changing.ts',
        from: 'reactions = NULL, parts = NULL, links = NULL,',
        to: 'reactions = NULL, links = NULL,',
      },
      {
        file: 'adapters/embedded/worker/changing.ts',
        from: 'if (message.parts !== null || message.links !== null) files.release(',
        to: "if (message.parts === '') files.release(",
      },
      { file: 'domain/overlay.ts', from: '    delete now.parts;\n', to: '' },
    ],
    caughtBy: ['deleted-file-read'],
    faults: [],
    runs: 1,
  },
  {
    name: 'sent-bytes-taken-away',
    what: 'whether a message holds some bytes is not asked before they are taken away, soon after they were sent',
    part: 'server',
    mode: 'embedded',
    edits: [
      { file: 'app/attach-files.ts', from: 'const holdMs = 30_000;', to: 'const holdMs = 1_000;' },
      { file: 'adapters/embedded/worker/files.ts', from: 's.hash = l.hash)', to: "s.hash = '')" },
    ],
    caughtBy: ['file-lost'],
    faults: [],
    runs: 1,
  },
  {
    name: 'sent-bytes-taken-away-in-lua',
    what: 'bytes that one message alone holds are taken away, soon after they were sent',
    part: 'server',
    mode: 'cluster',
    edits: [
      { file: 'app/attach-files.ts', from: 'const holdMs = 30_000;', to: 'const holdMs = 1_000;' },
      { file: 'ports/tasks.ts', from: 'export const sweepMs = 30_000;', to: 'export const sweepMs = 1_000;' },
      {
        file: 'adapters/redis/lua/bytes-condemn.lua',
        from: "or '0') > 0 then redis.call('ZREM'",
        to: "or '0') > 1 then redis.call('ZREM'",
      },
    ],
    caughtBy: ['file-lost'],
    faults: [],
    runs: 1,
  },
  {
    name: 'words-of-a-file-lost',
    what: 'what a file shows is acknowledged and not kept',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/describe-file.ts',
        from: "  if (!(await ports.files.keep(described))) throw notFound('id');\n",
        to: '',
      },
    ],
    caughtBy: ['file-wrong'],
    faults: [],
    runs: 1,
  },
];
