import type { Ref } from 'react';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { ClosedComposer } from './ClosedComposer.tsx';
import type { ComposerHandle } from './Composer.tsx';

type Props = {
  readonly ref: Ref<ComposerHandle>;
  readonly draftKey: string;
  /** Left out: the room gives the right to post to others. */
  readonly mutedUntil: number | undefined;
};

/** In the composer's place where the reader may not post, with the reason. The server says when that is over. */
export const SilentComposer = ({ ref, draftKey, mutedUntil }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const words =
    mutedUntil === undefined
      ? text('composer.announcements')
      : text('composer.muted', { until: dateAndTime(mutedUntil, locale) });
  return <ClosedComposer ref={ref} draftKey={draftKey} words={words} />;
};
