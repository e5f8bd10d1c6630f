import type { PlantedBug } from './planted-bug.ts';

/** Of the server: previews of links, and pictures that stand for people. */
export const pictureBugs: readonly PlantedBug[] = [
  {
    name: 'preview-comes-back',
    what: 'previews that were taken away come back, where their links are looked up after that',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/preview-links.ts',
        from: "if (!message || message.content === undefined || message.links === 'off') return;",
        to: 'if (!message || message.content === undefined) return;',
      },
      {
        file: 'adapters/embedded/worker/changing.ts',
        from: "      const known = parseLinks(message.links) ?? [];\n      if (known === 'off') return 'stale';",
        to: "      const kept = parseLinks(message.links) ?? [];\n      const known = kept === 'off' ? [] : kept;",
      },
    ],
    caughtBy: ['preview-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'former-face-stays',
    what: 'a picture that another one has replaced still stands for its person',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/people.ts',
        from: '        if (before.avatar !== null) files.unshow(asFileId(before.avatar));',
        to: '        if (before.avatar !== null && avatar === null) files.unshow(asFileId(before.avatar));',
      },
    ],
    caughtBy: ['face-wrong'],
    faults: [],
    runs: 2,
  },
];
