import type { State } from '../scene.ts';
import { afterUnplugging } from '../steps.ts';

/** Where the link of an invitation leads whoever is in. */
export const invitation: readonly State[] = [
  {
    state: 'ready',
    who: 'nobody',
    show: async ({ page, world }) => {
      await page.goto(`${world.scripted}/invite/c0de`);
      await page.getByRole('button', { name: /^(Accept the invitation|接受邀请)$/ }).waitFor();
    },
  },
  {
    state: 'offline',
    show: async (stage) => {
      await afterUnplugging(() => '/invite/c0de', 'link.accept')(stage);
      await stage.button('link.accept').click();
      await stage.says('link.failed');
    },
  },
];
