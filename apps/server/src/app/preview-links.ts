import { ChatError } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { LogMessage } from '../domain/log.ts';
import { newWord } from '../domain/new-id.ts';
import { linksOf } from '../domain/stored-link.ts';
import type { StoredLink } from '../domain/stored-link.ts';
import type { FoundLinksOutcome } from '../ports/conversation-log.ts';
import type { LinkReader } from '../ports/link-reader.ts';
import { linksToLookUp } from './links-to-look-up.ts';
import { messageAt } from './message-at.ts';
import type { Ports } from './ports.ts';
import { takePicture } from './take-picture.ts';
import type { TakenPicture } from './take-picture.ts';

export type Previewing = Pick<Ports, 'log' | 'files' | 'blobs' | 'intake' | 'clock' | 'privacy' | 'keptSettings'>;

/**
 * Looks up where the links of a message lead, and puts that below it; takes away what it links to no more. May be cut off at any moment, and done
 * again: what stands there already stays, and a picture that no message came to hold expires like any upload. [LINK-4] [LINK-6]
 */
export async function previewLinks(
  ports: Previewing,
  reader: LinkReader | null,
  conversation: ConversationId,
  seq: number,
): Promise<void> {
  const message = await messageAt(ports.log, conversation, seq);
  if (!message || message.content === undefined || message.links === 'off') return;
  const { content } = message;
  const before = linksOf(message.links);
  const urls = linksToLookUp(content);
  const stays = urls.flatMap((url) => before.find((link) => link.url === url) ?? []);
  const isWanted = reader !== null && stays.length < urls.length && (await mayLookUp(ports, message));
  const looked = isWanted ? await lookUp(ports, reader, message, urls) : [];
  const pictures = looked.flatMap(({ picture }) => picture ?? []);
  const links = urls.flatMap(
    (url) => stays.find((link) => link.url === url) ?? looked.find(({ link }) => link.url === url)?.link ?? [],
  );
  if (links.length === before.length && stays.length === before.length) return;
  const outcome = await put(ports, { conversation, seq, content }, links);
  for (const { end } of pictures) await end(outcome === 'set');
  // The bytes of a picture were not held long enough, or it is being taken away there: all of it anew.
  if (outcome === 'unheld') throw new ChatError('unavailable');
}

const put = (
  { log, clock }: Previewing,
  where: { readonly conversation: ConversationId; readonly seq: number; readonly content: string },
  links: readonly StoredLink[],
): Promise<FoundLinksOutcome> => log.setLinks({ ...where, at: clock.now(), id: newWord(), links });

/** An admin and the author herself may each have turned it off. [LINK-7] */
async function mayLookUp({ keptSettings, privacy }: Previewing, { author }: LogMessage): Promise<boolean> {
  return (await keptSettings.now()).linkPreviews && (await privacy.settings(author)).linkPreviews;
}

type LookedUp = { readonly link: StoredLink; readonly picture: TakenPicture | null };

/** Of each address that is not known yet what its page says, and the picture that it names. */
async function lookUp(
  ports: Previewing,
  reader: LinkReader,
  message: LogMessage,
  urls: readonly string[],
): Promise<readonly LookedUp[]> {
  const known = new Set(linksOf(message.links).map(({ url }) => url));
  const looked = await Promise.all(
    urls.map(async (url): Promise<readonly LookedUp[]> => {
      const page = known.has(url) ? null : await reader.page(url);
      if (!page) return [];
      const { image, ...said } = page;
      const bytes = image === undefined ? null : await reader.picture(image);
      const picture = bytes && (await takePicture(ports, message.author, message.conversation, bytes));
      return [{ link: { url, ...said, ...(picture ? { image: picture.file } : {}) }, picture }];
    }),
  );
  return looked.flat();
}
