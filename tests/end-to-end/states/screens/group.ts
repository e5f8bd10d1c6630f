import type { State } from '../scene.ts';
import {
  aboveWhatIsKept,
  afterUnplugging,
  broken,
  failed,
  group,
  refuseWriting,
  releases,
  withoutAnswer,
  withoutNetwork,
} from '../steps.ts';

export const groups: readonly State[] = [
  { state: 'ready', show: async (stage) => (await stage.open(group(stage)), stage.rows()) },
  {
    state: 'its people',
    show: async (stage) => (
      await stage.open(`${group(stage)}/members`),
      stage.page.locator('#panel li').first().waitFor()
    ),
  },
  { state: 'loading', device: 'bare', show: withoutAnswer(group) },
  {
    state: 'empty',
    show: async (stage) => {
      await stage.open(`/g/${stage.world.emptyGroup}`);
      await stage.page.locator('#main h2').waitFor();
    },
  },
  {
    state: 'no permission',
    show: async (stage) => (
      await stage.open('/g/g_01ARZ3NDEKTSV4RRFFQ69G5FAV'),
      stage.page.locator('#main h1').waitFor()
    ),
  },
  { state: 'offline, read before', show: withoutNetwork(group, 'connection.lost', 'composer.offline') },
  { state: 'offline, not read before', device: 'bare', show: afterUnplugging(group, 'timeline.unreachable') },
  {
    state: 'send failed',
    device: 'new',
    show: async (stage) => {
      await refuseWriting(stage);
      await stage.open(group(stage));
      await stage.rows();
      await stage.write('太长的话');
      await failed(stage);
    },
  },
  { state: 'history gap', show: aboveWhatIsKept(group) },
  { state: 'crash', show: broken(releases, group, 'header', 'textarea') },
];
