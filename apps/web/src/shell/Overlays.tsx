import { Fragment, useEffect } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { openOverlays } from './overlay.tsx';

/** Everything that features opened over the screen. Whoever signs out leaves nothing open. */
export const Overlays = () => {
  useEffect(() => () => openOverlays.set([]), []);
  return useObservable(openOverlays).map(({ id, content }) => <Fragment key={id}>{content}</Fragment>);
};
