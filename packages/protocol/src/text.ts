import * as z from 'zod/mini';
import { idPrefixes } from './ids.ts';
import { foldName } from './fold-name.ts';
import { limits } from './limits.ts';
import { utf8Bytes } from './utf8-bytes.ts';

export { foldName, utf8Bytes };

const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/;
const controlCharactersInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** What shows nothing by itself: zero-width, joiners, fillers, variation selectors. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;
/** They turn what is written beside them around: no name holds any. */
const bidiMarks = /\p{Bidi_Control}/u;
/** What shows by itself: no mark without a letter, no Braille blank and the like. packages/markdown asks the same of a message. */
const visible = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\p{Cs}\p{M}\u2800\ufff9-\ufffb\u{1d159}]/u;

/**
 * Normalising sorts each run of combining marks, in a time quadratic in its length: 90,000 of them hold the node for 1.5 s.
 * Natural text stays under 31 (UAX #15, Stream-Safe); this leaves room for play.
 */
const overlongMarks = /\p{M}{101}/u;

/** NFC shrinks a text to a quarter of its UTF-16 units at most (α with three marks). */
const maxShrink = 4;

type Rule = {
  readonly min: 0 | 1;
  readonly max: number;
  readonly unit: 'chars' | 'bytes';
  /** Newline and tab are allowed. */
  readonly lines: boolean;
  readonly allowed?: (text: string) => boolean;
  readonly about: string;
};

/**
 * Text as the protocol has it: trimmed, NFC, no lone surrogates, no control characters (newline and tab where `lines`).
 * Over its limit it fails as `too_big`, which the edge answers with `too_large`; anything else is `bad_request`.
 */
const text = (rule: Rule) => {
  const isFarTooLong = (value: string): boolean => value.length > rule.max * maxShrink;
  return z.string().check(
    z.overwrite((value) => {
      const trimmed = value.trim();
      return isFarTooLong(trimmed) || overlongMarks.test(trimmed) ? trimmed : trimmed.normalize('NFC');
    }),
    z.check((context) => {
      const value = context.value;
      const size = isFarTooLong(value) ? value.length : rule.unit === 'bytes' ? utf8Bytes(value) : [...value].length;
      const bad = (message: string) => context.issues.push({ code: 'custom', message, input: value, continue: false });
      if (size > rule.max) {
        context.issues.push({
          code: 'too_big',
          origin: 'string',
          maximum: rule.max,
          inclusive: true,
          input: value,
          message: `must be at most ${rule.max} ${rule.unit === 'bytes' ? 'UTF-8 bytes' : 'characters'}`,
        });
      } else if (size < rule.min) bad('must not be empty');
      else if (!value.isWellFormed()) bad('must be well-formed Unicode');
      else if ((rule.lines ? controlCharactersInText : controlCharacters).test(value))
        bad('must not contain control characters');
      else if (overlongMarks.test(value)) bad('must not stack more than 100 combining marks');
      else if (rule.allowed && !rule.allowed(value)) bad('contains characters that are not allowed, or not so');
    }),
    // For the documents: JSON Schema counts code points, which are never more than bytes.
    z.meta({ description: rule.about, minLength: rule.min, maxLength: rule.max, 'x-unit': rule.unit }),
  );
};

const startsLikeAnId = (name: string): boolean => {
  const folded = foldName(name);
  return idPrefixes.some((prefix) => folded.startsWith(prefix));
};

export const content = text({
  min: 1,
  max: limits.contentBytes,
  unit: 'bytes',
  lines: true,
  about: 'Text with newlines and tabs, at most 8,000 UTF-8 bytes after trimming.',
});
/** Beside files a message may do without a text. */
export const contentOrNothing = text({
  min: 0,
  max: limits.contentBytes,
  unit: 'bytes',
  lines: true,
  about: 'Text with newlines and tabs, at most 8,000 UTF-8 bytes after trimming; it may be empty beside files.',
});
export const username = text({
  min: 1,
  max: limits.usernameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) =>
    /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_.-]*[\p{L}\p{N}\p{M}])?$/u.test(name) &&
    !invisible.test(name) &&
    !startsLikeAnId(name),
  about:
    'Letters and digits of any script; `_`, `.`, `-` between them; not beginning with `u_`, `r_`, `d_`, `m_`. Scripts are mixed only as people write them (UTS #39, highly restrictive).',
});
export const displayName = text({
  min: 1,
  max: limits.displayNameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) => visible.test(name) && !bidiMarks.test(name),
  about: 'One line of text that shows something, without marks of direction.',
});
export const passkeyName = text({
  min: 1,
  max: limits.displayNameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) => visible.test(name) && !bidiMarks.test(name),
  about: 'One line of text that shows something, without marks of direction.',
});
export const roomName = text({
  min: 1,
  max: limits.roomNameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) => visible.test(name) && !bidiMarks.test(name) && !startsLikeAnId(name),
  about:
    'One line of text that shows something, without marks of direction; not beginning with `u_`, `r_`, `d_`, `m_`.',
});
export const serverName = text({
  min: 1,
  max: limits.serverNameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) => visible.test(name) && !bidiMarks.test(name),
  about: 'One line of text that shows something, without marks of direction.',
});
export const topic = text({ min: 0, max: limits.topicChars, unit: 'chars', lines: false, about: 'One line of text.' });
export const reason = text({
  min: 0,
  max: limits.reasonChars,
  unit: 'chars',
  lines: false,
  about: 'One line of text.',
});
export const statusText = text({
  min: 1,
  max: limits.statusChars,
  unit: 'chars',
  lines: false,
  allowed: (value) => visible.test(value) && !bidiMarks.test(value),
  about: 'One line of text that shows something, without marks of direction.',
});
/** What a file shows, for whoever cannot see it. */
export const alt = text({
  min: 0,
  max: limits.altChars,
  unit: 'chars',
  lines: true,
  about: 'Text with newlines and tabs; an empty one is none.',
});
export const pollQuestion = text({
  min: 1,
  max: limits.pollQuestionChars,
  unit: 'chars',
  lines: false,
  allowed: (value) => visible.test(value),
  about: 'One line of text that shows something.',
});
export const pollOption = text({
  min: 1,
  max: limits.pollOptionChars,
  unit: 'chars',
  lines: false,
  allowed: (value) => visible.test(value),
  about: 'One line of text that shows something.',
});
export const query = text({ min: 0, max: limits.queryChars, unit: 'chars', lines: false, about: 'One line of text.' });

export const searchQuery = text({
  min: 0,
  max: limits.searchChars,
  unit: 'chars',
  lines: true,
  about: 'Words, `"phrases"` and `-excluded` words, at most 500 characters; it may be empty beside a filter.',
});

/** A conversation or a person by id or name: any text that could be either. Whether it is, the directory says. */
export const roomRef = text({
  min: 1,
  max: Math.max(limits.roomNameChars, limits.idChars),
  unit: 'chars',
  lines: false,
  about: 'A room’s id, `r_…`, or the name of a public room.',
});
export const userRef = text({
  min: 1,
  max: Math.max(limits.usernameChars, limits.idChars),
  unit: 'chars',
  lines: false,
  about: 'A user’s id, `u_…`, or username.',
});

/**
 * One emoji after the grammar of UTS #51: a keycap, a flag of two letters, or pictures joined by U+200D, each with a skin tone,
 * a variation selector or a tag sequence. A grammar, not a list: emoji newer than this program pass.
 */
const keycap = '[0-9#*]\\ufe0f?\\u20e3';
const flag = '\\p{RI}\\p{RI}';
const picture = '(?![0-9#*]|\\p{RI})[\\p{Emoji}\\p{Extended_Pictographic}]';
const element = `${picture}\\ufe0f?\\p{EMod}?(?:[\\u{e0020}-\\u{e007e}]+\\u{e007f})?`;
const oneEmoji = new RegExp(`^(?:${keycap}|${flag}|${element}(?:\\u200d${element})*)$`, 'u');

export const emoji = text({
  min: 1,
  max: limits.emojiChars,
  unit: 'chars',
  lines: false,
  allowed: (value) => oneEmoji.test(value),
  about: 'One emoji: a picture, flag, keycap, or a joined sequence with skin tones.',
});
