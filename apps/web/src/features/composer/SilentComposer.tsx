import type { Level } from '@rookery/protocol';
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
  /** From whom on people write here. */
  readonly from: Level | undefined;
};

const announcements: Readonly<Partial<Record<Level, string>>> = {
  member: 'composer.forAccounts',
  owner: 'composer.forOwners',
};

/** In the composer's place where the reader may not post, with the reason. The server says when that is over. */
export const SilentComposer = ({ ref, draftKey, mutedUntil, from }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const words =
    mutedUntil === undefined
      ? text(announcements[from ?? 'moderator'] ?? 'composer.forModerators')
      : text('composer.muted', { until: dateAndTime(mutedUntil, locale) });
  return <ClosedComposer ref={ref} draftKey={draftKey} words={words} />;
};
