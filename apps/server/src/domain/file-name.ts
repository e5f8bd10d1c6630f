import { limits } from '@rookery/protocol';

/** What shows nothing, or turns around what is written beside it. Emoji keep their joiners. */
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff\ufffe\uffff]/gu;
const overlongMarks = /(\p{M}{20})\p{M}+/gu;
/** Code points of an ending that a cut name keeps. */
const endingChars = 16;

/**
 * The name under which a file is shown and saved: what its uploader called it, without folders, line breaks and marks of direction, and no longer than
 * `limits.fileNameChars`. Never empty, nor `.` or `..`.
 */
export function cleanFileName(given: string): string {
  const name = (given.slice(0, 40_000).toWellFormed().split(/[/\\]/).at(-1) ?? '')
    .replaceAll(unwanted, '')
    .replaceAll(overlongMarks, '$1')
    .normalize('NFC')
    .trim();
  if (/^[.\p{Default_Ignorable_Code_Point}\s]*$/u.test(name)) return 'file';
  const characters = [...name];
  if (characters.length <= limits.fileNameChars) return name;
  const ending = /\.[^.\s]{1,15}$/u.exec(characters.slice(-endingChars).join(''))?.[0] ?? '';
  return characters.slice(0, limits.fileNameChars - [...ending].length).join('') + ending;
}
