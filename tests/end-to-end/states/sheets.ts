import { scenes } from './scenes.ts';
import { table, tenStates } from './ten-states.ts';

/** States on one sheet: a WebP is no higher than 16,383 px. */
const most = 12;

type Sheet = { readonly name: string; readonly states: readonly string[] };

export const screens: readonly string[] = [...new Set(scenes.map(({ screen }) => screen))];

export const statesOf = (screen: string): readonly string[] =>
  scenes.filter((one) => one.screen === screen).map(({ state }) => state);

/** What one screen's states are drawn on, without language and theme. */
export const sheetsOf = (screen: string): readonly Sheet[] => {
  const states = statesOf(screen);
  return Array.from({ length: Math.ceil(states.length / most) }, (_, index) => ({
    name: index === 0 ? screen : `${screen}-${index + 1}`,
    states: states.slice(index * most, (index + 1) * most),
  }));
};

export const languagesAndThemes = ['light-zh', 'light-en', 'dark-zh', 'dark-en'] as const;

const linkTo = (screen: string, state: string): string => {
  const sheet = sheetsOf(screen).find(({ states }) => states.includes(state));
  if (!sheet) throw new Error(`${screen} has no state "${state}"`);
  return `[${state}](states/${sheet.name}-light-en.webp)`;
};

/** The text of docs/screenshots/README.md. */
export const index = (): string =>
  [
    '# Screenshots',
    '',
    'Every screen in every state that it has, brought there by a real server, a real browser and a network that fails; what would take a real server a day, a provider',
    'or a letter, over the server by script of the tests. Each sheet shows its states one below the other, 360, 1,280 and 1,920 px wide, in one language and one theme.',
    '',
    '`node tests/end-to-end/take-screenshots.ts` takes all of them (about a quarter of an hour), names of screens after it those alone. It also writes this page, and',
    '`room-light-zh.png` and `room-dark-en.png` for the READMEs; each picture whole is in `run/screenshots`.',
    '',
    '## The ten states of each screen',
    '',
    `| screen | ${tenStates.join(' | ')} |`,
    `|---|${tenStates.map(() => '---').join('|')}|`,
    ...Object.entries(table).map(
      ([screen, cells]) =>
        `| ${screen} | ${cells
          .map((cell) =>
            'cannot' in cell ? `– ${cell.cannot}` : cell.map((state) => linkTo(screen, state)).join(', '),
          )
          .join(' | ')} |`,
    ),
    '',
    '## All sheets',
    '',
    ...screens.flatMap((screen) =>
      sheetsOf(screen).map(
        ({ name, states }) =>
          `- **${name}** (${languagesAndThemes
            .map((one) => `[${one}](states/${name}-${one}.webp)`)
            .join(', ')}): ${states.join('; ')}`,
      ),
    ),
    '',
  ].join('\n');
