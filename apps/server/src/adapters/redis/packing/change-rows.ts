import type { KeptChange } from '../../../domain/change.ts';
import { pollIn } from '../../../domain/part.ts';
import { bytes, list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { unpackEntry } from './message-entry.ts';
import { toOverlay } from './overlay.ts';

/** Rows of `changes_after`. */
export const toKeptChanges = (rows: Reply | undefined): KeptChange[] =>
  list(rows).map((row) => {
    const [rev, id, kind, seq, overlay, reactionRows, voteRows, entry] = list(row);
    return {
      rev: number(rev),
      id: text(id),
      kind: text(kind) as KeptChange['kind'],
      seq: text(seq) === '' ? null : number(seq),
      overlay: toOverlay(overlay, reactionRows, voteRows),
      poll: text(kind) === 'poll' && bytes(entry).length > 0 ? pollIn(unpackEntry(bytes(entry)).parts) : undefined,
    };
  });
