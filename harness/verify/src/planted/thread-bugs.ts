import type { PlantedBug } from './planted-bug.ts';

/** Of the server: threads that are told wrong, or not kept. */
export const threadBugs: readonly PlantedBug[] = [
  {
    name: 'reference-keeps-its-words',
    what: 'an edit in a thread leaves what its parent has of that message as it was',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/changing.ts',
        from: "    if (same.kind === 'edit') applyEdit(other, message, same);",
        to: "    if (same.kind === 'edit' && other.root_seq > 0) applyEdit(other, message, same);",
      },
    ],
    caughtBy: ['twin-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'replies-counted-in-lua',
    what: 'the cluster counts the replies that a root shows by calls of its script, in which several may be',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/append.lua',
        from: "root_seq, thread .. ' ' .. string.format('%d', log.seq) .. ' '",
        to: "root_seq, thread .. ' ' .. redis.call('HINCRBY', base .. 'c', 'uc', 1) .. ' '",
      },
    ],
    caughtBy: ['thread-wrong'],
    faults: ['kill -9 of a redis master', 'hang of a redis master', 'pause of all commands of a redis master'],
    runs: 4,
  },
  {
    name: 'replies-before-wait',
    what: 'the cluster acknowledges what is said in threads without waiting for the second copy',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/shards.ts',
        from: "      else if (typeof copies === 'number' && copies >= 1) waiting.resolve({ reply: answer ?? null, degraded: false });",
        to: "      else if (typeof copies === 'number' && copies >= (String(waiting.keys[0]).includes('t_') ? 0 : 1))\n        waiting.resolve({ reply: answer ?? null, degraded: false });",
      },
    ],
    caughtBy: ['acked-lost', 'ack-disagrees-with-log', 'hole-in-log'],
    faults: ['loss of the last writes of a redis master'],
    runs: 6,
  },
];
