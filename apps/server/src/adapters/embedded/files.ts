import type { Files } from '../../ports/files.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedFiles = (threads: SqliteThreads): Files => ({
  begin: (upload, bounds) => threads.call('beginUpload', upload, bounds),
  addPart: (id, offset, part) => threads.call('addUploadPart', id, offset, part),
  keep: (file) => threads.call('keepUpload', file),
  drop: (id) => threads.call('dropUpload', id),
  withdraw: (id) => threads.call('withdrawUpload', id),
  find: (id) => threads.call('findFile', id),
  show: (id, room) => threads.call('showFile', id, room),
  unshow: (id) => threads.call('unshowFile', id),
  reserve: (file, conversation, copy) => threads.call('reserveFile', file, conversation, copy),
  prolong: (id, lifeMs) => threads.call('prolongFile', id, lifeMs),
  hold: (conversation, by, hashes, holdMs) => threads.call('holdBytes', conversation, by, hashes, holdMs),
  confirm: (id) => threads.call('dropUpload', id),
  read: (conversation, reader, id) => threads.call('readFile', conversation, reader, id),
  isClaimed: (conversation, id) => threads.call('isFileClaimed', conversation, id),
  isKnown: (conversation, hash) => threads.call('areBytesKnown', conversation, hash),
  list: (conversation, reader, type, cursor, limit) =>
    threads.call('listFiles', conversation, reader, type, cursor, limit),
  expired: (owner, limit) => threads.call('expiredUploads', owner, limit),
  forsake: (owner) => threads.call('forsakeUploads', owner),
  condemn: (conversation, limit) => threads.call('condemnBytes', conversation, limit),
  cleared: (conversation, gone) => threads.call('bytesCleared', conversation, gone),
  settleLater: (subject) => threads.call('settleFilesLater', subject),
  // A file is found by the very row that its message has written.
  mendPlaces: async () => ({ files: await threads.call('countSentFiles'), mended: 0 }),
});
