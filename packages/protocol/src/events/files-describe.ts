import * as z from 'zod/mini';
import { fileId } from '../ids.ts';
import { file } from '../shapes/file.ts';
import { alt } from '../text.ts';
import { clientEvent } from './define.ts';

export const filesDescribe = clientEvent({
  name: 'files:describe',
  about:
    'Says in words what a file shows that the caller has uploaded and not sent yet, in place of what was said before. Any other file is `not_found`: a message keeps the words that it was sent with.',
  request: z.object({ id: fileId, alt }),
  answer: z.object({ file }),
});
