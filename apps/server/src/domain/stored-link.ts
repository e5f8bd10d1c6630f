import type { Link } from '@rookery/protocol';
import { toWireFile } from './stored-file.ts';
import type { StoredFile } from './stored-file.ts';

/** What a link leads to, as the server keeps it with its message. */
export type StoredLink = Omit<Link, 'image'> & {
  /** Where the page names a picture: what was made of it here. The message holds it like a file that was sent. */
  readonly image?: StoredFile | undefined;
};

/** What is kept of a message's links; `off`: somebody took the previews away, and there will be none any more. */
export type KeptLinks = readonly StoredLink[] | 'off';

export const linksOf = (kept: KeptLinks | undefined): readonly StoredLink[] =>
  kept === undefined || kept === 'off' ? [] : kept;

/** The pictures that a message holds for its links. */
export const picturesIn = (kept: KeptLinks | undefined): readonly StoredFile[] =>
  linksOf(kept).flatMap(({ image }) => image ?? []);

/** As the wire has them. */
export const toWireLinks = (kept: KeptLinks | undefined): Link[] =>
  linksOf(kept).map(({ image, ...link }) => (image ? { ...link, image: toWireFile(image) } : link));
