import type { Ref } from 'react';
import { Suspense } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../design/Button.tsx';
import { paths } from '../lib/paths.ts';
import { useText } from '../locales/text.ts';
import { BackButton } from '../shell/BackButton.tsx';
import type { PaneControl } from '../shell/feature.ts';
import { useFeatures } from '../shell/features.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { StatePane } from '../shell/StatePane.tsx';
import { RoomPlace } from './conversation/RoomPlace.tsx';
import { WaitingPane } from './conversation/WaitingPane.tsx';
import type { Here } from './use-place.ts';

const DirectPlace = lazyPart(async () => (await import('./conversation/other-places.ts')).DirectPlace);
const NamedPlace = lazyPart(async () => (await import('./conversation/NamedPlace.tsx')).NamedPlace);
const GroupPlace = lazyPart(async () => (await import('./conversation/other-places.ts')).GroupPlace);

type Props = { readonly ref: Ref<PaneControl>; readonly here: Here };

/** What stands beside the sidebar at this address. */
export const MainPlace = ({ ref, here: { place, entry, panel } }: Props) => {
  const text = useText();
  const { home: Home, pages } = useFeatures();
  const [, navigate] = useLocation();
  switch (place.kind) {
    case 'inbox':
      return Home && <Suspense>{<Home />}</Suspense>;
    case 'page': {
      const page = pages.find(({ segment }) => segment === place.segment);
      return page && <Suspense>{<page.Content part={place.part} />}</Suspense>;
    }
    case 'room':
      return <RoomPlace ref={ref} name={place.room} seq={place.seq} entry={entry} panel={panel?.segment} />;
    case 'direct':
      return (
        <Suspense fallback={<WaitingPane />}>
          <DirectPlace ref={ref} id={place.id} seq={place.seq} entry={entry} panel={panel?.segment} />
        </Suspense>
      );
    case 'group':
      return (
        <Suspense fallback={<WaitingPane />}>
          <GroupPlace ref={ref} seq={place.seq} entry={entry} panel={panel?.segment} />
        </Suspense>
      );
    case 'named':
      return (
        <Suspense fallback={<WaitingPane />}>
          <NamedPlace key={place.username} place={place} />
        </Suspense>
      );
    case 'unknown':
      return (
        <StatePane head={<BackButton />} title={text('gone.pageTitle')} words={text('gone.pageWords')}>
          <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
        </StatePane>
      );
  }
};
