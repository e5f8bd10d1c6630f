import * as z from 'zod/mini';
import { file } from './file.ts';

/** What a link in a message leads to, as the server has looked it up. */
export const link = z.object({
  url: z.string(),
  title: z.optional(z.string()),
  text: z.optional(z.string()),
  site: z.optional(z.string()),
  image: z.optional(file),
});
export type Link = z.infer<typeof link>;
