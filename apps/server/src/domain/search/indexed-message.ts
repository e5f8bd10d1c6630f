import type { UserId } from '@rookery/protocol';
import type { LogMessage } from '../log.ts';
import { filesIn } from '../part.ts';

/** What a message can be searched by besides its words. */
export const features = ['file', 'image', 'link', 'pin'] as const;
export type Feature = (typeof features)[number];

/** A message as it reads now, for the index. */
export type IndexedMessage = {
  readonly seq: number;
  /** ms since the epoch: it never changes. */
  readonly at: number;
  readonly author: UserId;
  /** Its text, and what else has words: the names of its files, what a poll asks, what was forwarded. */
  readonly texts: readonly string[];
  readonly features: readonly Feature[];
  readonly mentions: readonly UserId[];
};

const link = /https?:\/\/\S/i;

/** Texts of a message beside its content. */
export const otherTexts = ({ parts = [] }: LogMessage): readonly string[] => [
  ...filesIn(parts).map(({ name }) => name),
  ...parts.flatMap((part) =>
    part.kind === 'poll' ? [part.question, ...part.options] : part.kind === 'forwarded' ? [part.content] : [],
  ),
];

export function featuresOf(message: LogMessage): readonly Feature[] {
  const files = filesIn(message.parts);
  return [
    ...(files.length > 0 ? (['file'] as const) : []),
    ...(files.some(({ type }) => type.startsWith('image/')) ? (['image'] as const) : []),
    ...(link.test(message.content ?? '') ? (['link'] as const) : []),
    ...(message.pinned ? (['pin'] as const) : []),
  ];
}

export const toIndexed = (message: LogMessage): IndexedMessage => ({
  seq: message.seq,
  at: message.at,
  author: message.author,
  texts: [message.content ?? '', ...otherTexts(message)],
  features: featuresOf(message),
  mentions: message.mentions ?? [],
});
