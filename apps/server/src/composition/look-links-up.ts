import { CachedLinkReader } from '../adapters/outside/cached-link-reader.ts';
import { outsideNames } from '../adapters/outside/outside-names.ts';
import { WebLinkReader } from '../adapters/outside/web-link-reader.ts';
import { noteLinks } from '../app/note-links.ts';
import { previewLinks } from '../app/preview-links.ts';
import type { Ports } from '../app/ports.ts';
import type { Previewing } from '../app/preview-links.ts';
import type { Config } from '../config/env.ts';
import type { LinkReader } from '../ports/link-reader.ts';
import type { Consumer } from '../tasks/consumer.ts';

/** Null where this server looks nothing up. */
export function linkReader({
  linkPreviews,
  outboundAllow,
}: Pick<Config, 'linkPreviews' | 'outboundAllow'>): LinkReader | null {
  return linkPreviews ? new CachedLinkReader(new WebLinkReader(outsideNames(outboundAllow))) : null;
}

/** Looks up where links lead after their messages were kept; takes away what was edited out also where nothing is looked up. [LINK-4] */
export const linksConsumer = (ports: Previewing & Pick<Ports, 'tasks'>, reader: LinkReader | null): Consumer => ({
  name: 'links',
  lane: 'slow',
  take: (news) => noteLinks(ports, news),
  act: ({ conversation, seq }) => previewLinks(ports, reader, conversation, seq),
});
