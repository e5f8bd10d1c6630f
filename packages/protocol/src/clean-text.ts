/**
 * What a terminal, a slide or a PDF puts into a copied text beside its words, made into what the wire takes. For whoever
 * lets people paste; the server itself refuses such text.
 */

/** Colours and cursor movements of a terminal: ESC or its eight-bit form, and what belongs to it. */
const terminalSequence =
  // eslint-disable-next-line no-control-regex -- control characters are what this file removes
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-Z\\^-~]/g;
/** `man` prints bold as a letter, a backspace and the letter again. */
// eslint-disable-next-line no-control-regex -- see above
const overstruck = /[^\n\u0008]\u0008/gu;
/** Vertical tab (slides), form feed (PDF), NEL, and Unicode's own breaks of lines and paragraphs. */
const lineBreak = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
// eslint-disable-next-line no-control-regex -- see above
const control = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const byteOrderMark = /\ufeff/g;
/** Invisible letters: they are for flags such as 🏴󠁧󠁢󠁥󠁮󠁧󠁿, and elsewhere only hide words. */
const tags = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,16}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
const loneSurrogate = /\p{Cs}/gu;

// eslint-disable-next-line no-control-regex -- see above
const maybeDirty = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\u{e0000}-\u{e007f}\p{Cs}]/u;

/** Text of several lines, such as a message. Clean text comes back as it is. */
export const cleanText = (text: string): string =>
  maybeDirty.test(text)
    ? text
        .replace(terminalSequence, '')
        .replace(overstruck, '')
        .replace(lineBreak, '\n')
        .replace(control, '')
        .replace(byteOrderMark, '')
        .replace(tags, '$1')
        .replace(loneSurrogate, '')
    : text;

/** The same in one line, such as a name: line breaks and tabs become spaces. */
export const cleanLine = (text: string): string => cleanText(text).replace(/[\n\t]+/g, ' ');
