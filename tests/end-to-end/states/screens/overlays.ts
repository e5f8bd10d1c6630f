import type { State } from '../scene.ts';
import { conversation, random } from '../steps.ts';

/** Of what floats over the app, what the scripted server has not. */
export const overlays: readonly State[] = [
  {
    state: 'forward a message',
    show: async (stage) => {
      const { page } = stage;
      await stage.open(random(stage));
      await stage.rows();
      const row = page.locator('[data-row]', { hasText: '窗口在这里定的' });
      await row.focus();
      await row.getByRole('button', { name: /^(More|更多)/ }).press('Enter');
      await page.getByRole('menuitem', { name: /^(Forward…|转发…)$/ }).click();
      await page.getByRole('radio', { name: '产品设计' }).check();
    },
  },
  {
    state: 'what one is told of a room',
    show: async (stage) => {
      await stage.open(`/r/${conversation(stage, '前端工程')}`);
      await stage.rows();
      await stage.page.getByRole('button', { name: /^(Room menu|频道菜单)$/ }).click();
      await stage.page.getByRole('menuitem', { name: /^(Notifications…|通知…)$/ }).click();
      await stage.page.getByRole('dialog').waitFor();
    },
  },
];
