import type { State } from '../scene.ts';
import { releases, withoutAnswer, withoutNetwork } from '../steps.ts';

const query = encodeURIComponent('槽位');

export const search: readonly State[] = [
  { state: 'ready', show: async (stage) => (await stage.open('/search'), stage.says('search.hint')) },
  {
    state: 'found',
    show: async (stage) => (await stage.open(`/search?q=${query}`), stage.page.locator('#main mark').first().waitFor()),
  },
  { state: 'loading', device: 'bare', show: withoutAnswer(() => `/search?q=${query}`) },
  { state: 'nothing found', show: async (stage) => (await stage.open('/search?q=zzzz'), stage.says('search.none')) },
  { state: 'offline', show: withoutNetwork(() => `/search?q=${query}`, 'connection.lost', 'failure.offline') },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.breakAt('header', 'form', 'search', 'section', 'input');
      await stage.go(`/search?q=${query}`);
      await stage.says('crash.title');
    },
  },
];
