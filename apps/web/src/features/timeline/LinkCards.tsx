import type { Link } from '@rookery/protocol';
import { useState } from 'react';
import { IconButton } from '../../design/IconButton.tsx';
import { thumbImage } from '../../files/thumb-image.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import styles from './LinkCards.module.css';
import { useScene } from './TimelineContext.ts';

type Props = {
  readonly links: readonly Link[];
  readonly seq: number | undefined;
  /** Whether the reader wrote the message. */
  readonly mine: boolean;
};

/** Where the links of a message lead, as the server has looked it up. */
export const LinkCards = ({ links, seq, mine }: Props) => {
  const text = useText();
  const client = useClient();
  const { conversation, mayDeleteAny } = useScene();
  return (
    <div className={styles.cards} role="group" aria-label={text('message.links')}>
      {links.map((link) => (
        <Card key={link.url} link={link} />
      ))}
      {seq !== undefined && (mine || mayDeleteAny) && (
        <IconButton
          icon="close"
          small
          className={styles.off}
          label={text('message.linksOff')}
          onClick={() => void client.removeLinks(conversation, seq).catch(tellFailure)}
        />
      )}
    </div>
  );
};

const Card = ({ link: { url, title, text: about, site, image } }: { readonly link: Link }) => {
  const client = useClient();
  const [isThere, setIsThere] = useState(false);
  const [isMissing, setIsMissing] = useState(false);
  return (
    <a className={styles.card} href={url} target="_blank" rel="noopener noreferrer nofollow ugc">
      {image && !isMissing && (
        <span className={styles.picture} style={{ backgroundImage: isThere ? undefined : thumbImage(image.thumb) }}>
          <img
            src={client.previewUrl(image.id)}
            alt=""
            decoding="async"
            onLoad={() => setIsThere(true)}
            onError={() => setIsMissing(true)}
          />
        </span>
      )}
      <span className={styles.words}>
        <bdi className={styles.site}>{site ?? hostOf(url)}</bdi>
        {title !== undefined && <bdi className={styles.title}>{title}</bdi>}
        {about !== undefined && <bdi className={title === undefined ? styles.long : styles.about}>{about}</bdi>}
      </span>
    </a>
  );
};

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
