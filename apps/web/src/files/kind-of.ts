import type { File, FileType } from '@rookery/protocol';

/** What every browser shows or plays by itself. All else is a document, whatever its name says; so is what could run as a page (SVG). */
const shown = /^(?:(image)\/(?:png|jpeg|gif|webp|avif|apng)|(video)\/(?:mp4|webm|ogg|quicktime)|(audio)\/[\w.+-]+)$/;

/** How a file is shown. */
export const kindOf = ({ type }: Pick<File, 'type'>): FileType => {
  const [, ...kinds] = shown.exec(type) ?? [];
  return (kinds.find((kind) => kind !== undefined) as FileType | undefined) ?? 'document';
};
