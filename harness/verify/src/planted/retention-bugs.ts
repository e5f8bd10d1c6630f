import type { PlantedBug } from './planted-bug.ts';

/** Of the server: retention that takes what it should not. */
export const retentionBugs: readonly PlantedBug[] = [
  {
    name: 'retention-takes-one-too-many',
    what: 'where a conversation keeps so many messages, one of them goes too',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/retention.ts',
        from: 'row.seq - messages + 1)',
        to: 'row.seq - messages + 2)',
      },
    ],
    caughtBy: ['kept-wrong'],
    faults: [],
    runs: 3,
  },
  {
    name: 'retention-takes-what-is-held',
    what: 'a held conversation loses its messages like any other',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/retention.ts',
        from: 'if (!row || row.no === 0 || held(placeOf(row).id)) continue;',
        to: "if (!row || row.no === 0 || placeOf(row).id === '') continue;",
      },
    ],
    caughtBy: ['kept-wrong'],
    faults: [],
    runs: 3,
  },
  {
    name: 'retention-forgets-who-is-held',
    what: 'of somebody who is held nothing is kept',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/retention.ts',
        from: 'if (!isAnybodyHeld()) return first;',
        to: 'if (isAnybodyHeld()) return first;',
      },
    ],
    caughtBy: ['kept-wrong'],
    faults: [],
    runs: 3,
  },
  {
    name: 'who-is-held-is-read-once',
    what: 'a node reads once who is held, and takes what somebody has written who is held since then',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/retention.ts',
        from: '  readonly #leases: ShardLeases;\n',
        to: '  readonly #leases: ShardLeases;\n  #heldOnce: readonly UserId[] | undefined;\n',
      },
      {
        file: 'adapters/redis/retention.ts',
        from: 'const held = await this.#heldPeople();',
        to: 'const held = (this.#heldOnce ??= await this.#heldPeople());',
      },
    ],
    caughtBy: ['kept-wrong'],
    faults: [],
    runs: 3,
  },
];
