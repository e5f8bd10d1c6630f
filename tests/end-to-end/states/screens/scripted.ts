import { screens } from '../../support/scripted-screens.ts';
import type { Scene } from '../scene.ts';

/** What the tests look at over a server by script, where no real one shows it. */
export const scripted: readonly Scene[] = Object.entries(screens).flatMap(([name, { sheet, path, prepare }]) =>
  sheet === undefined
    ? []
    : [
        {
          screen: sheet,
          state: name,
          who: 'nobody' as const,
          show: async ({ page, world }) => {
            await page.goto(world.scripted + path);
            await prepare?.(page);
          },
        },
      ],
);
