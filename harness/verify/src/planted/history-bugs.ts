import type { PlantedBug } from './planted-bug.ts';

/** Of old messages in blocks. */
export const historyBugs: readonly PlantedBug[] = [
  {
    name: 'sealing-trims-one-too-many',
    what: 'the message behind a sealed block leaves memory with it',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/block-set.lua',
        from: "'MINID', '=', string.format('%d', to + 1) .. '-0')",
        to: "'MINID', '=', string.format('%d', to + 2) .. '-0')",
      },
    ],
    caughtBy: ['acked-lost', 'hole-in-log'],
    faults: [],
    runs: 2,
  },
  {
    name: 'blocks-forget-what-changed',
    what: 'a block that is written anew has its messages as they were when they were sealed first',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/sealing.ts',
        from: '.map((message) => here.get(message.seq) ?? message);',
        to: '.map((message) => (here.has(message.seq) ? message : message));',
      },
    ],
    caughtBy: ['change-lost', 'shown-wrong'],
    faults: [],
    runs: 4,
  },
  {
    name: 'sealing-trusts-its-store',
    what: 'messages leave memory for a block that could not be written, or was not read back',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/sealing.ts',
        from: `await this.#blobs.put(conversation, only(packed.bytes), { bytes: mostBytes });
    const kept = await this.#cache.fetch(conversation, packed.hash);
    if (hashOf(kept) !== packed.hash) throw`,
        to: `await this.#blobs.put(conversation, only(packed.bytes), { bytes: mostBytes }).catch(() => undefined);
    if (hashOf(packed.bytes) !== packed.hash) throw`,
      },
    ],
    caughtBy: ['fault-failed', 'acked-lost', 'hole-in-log', 'backup-failed'],
    faults: ['full store of old messages', 'read-only store of old messages', 'store of old messages away'],
    runs: 3,
  },
  {
    name: 'blocks-taken-as-they-come',
    what: 'a block is read whatever its bytes are: its name is not compared with them',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/packing/block.ts',
        from: 'if (hashOf(bytes) !== hash) throw',
        to: "if (hash === '') throw",
      },
    ],
    caughtBy: ['old-wrong'],
    faults: ['flipped bits in blocks of old messages'],
    runs: 2,
  },
  {
    name: 'blocks-named-unseen',
    what: 'messages leave memory for a block that its store does not show yet',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/sealing.ts',
        from: 'const kept = await this.#cache.fetch(conversation, packed.hash);',
        to: 'const kept = packed.bytes;',
      },
    ],
    caughtBy: ['old-unreadable'],
    faults: ['store of old messages that shows late what was written'],
    runs: 3,
  },
  {
    name: 'blocks-waited-for-without-end',
    what: 'a store of blocks that is slow is waited for as long as it takes',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/block-cache.ts',
        from: 'const readMs = 2_000;',
        to: 'const readMs = 60_000;',
      },
    ],
    caughtBy: ['old-unreadable'],
    faults: ['slow store of old messages'],
    runs: 3,
  },
  {
    name: 'blocks-replaced-by-one-word',
    what: 'the bytes of a block go as soon as one machine has given its name to others',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/sealing.ts',
        from: `const { reply } = await this.#shards.commit({
      script: script('block-set'),`,
        to: `const reply = await this.#shards.run({
      script: script('block-set'),`,
      },
      {
        file: 'adapters/redis/sealing.ts',
        from: `if ((await this.#set(conversation, read, packed)) === 'moved') continue;`,
        to: `if ((await this.#set(conversation, read, packed)) === 'moved') continue;
      await this.#blobs.remove(conversation, read.hash);`,
      },
    ],
    caughtBy: ['old-unreadable', 'acked-lost', 'backup-failed'],
    faults: ['failover of a redis master that has just named a block of old messages'],
    runs: 4,
  },
];
