import type { State } from '../scene.ts';
import { releases } from '../steps.ts';

export const switcher: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
    },
  },
  {
    state: 'none found',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
      await stage.page.keyboard.type('zzzqqq');
      await stage.page
        .locator('dialog [role="option"]')
        .first()
        .waitFor({ state: 'detached' })
        .catch(() => undefined);
    },
  },
  {
    state: 'by pinyin',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
      await stage.page.keyboard.type('fbgg');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
    },
  },
  {
    state: 'commands',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
      await stage.page.keyboard.type('>');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
    },
  },
  {
    state: 'offline',
    show: async (stage) => {
      stage.unplug();
      await stage.open(releases(stage));
      await stage.rows();
      await stage.says('connection.lost');
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
    },
  },
];
