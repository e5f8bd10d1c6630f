import type { Block, Inline, List } from '@rookery/markdown';
import { Fragment, memo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { classNames } from '../../design/class-names.ts';
import { parsed } from '../../lib/plain-line.ts';
import { placeOf } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useSegments } from '../../shell/features.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { EmojiToken, Mention, RoomToken } from './tokens.tsx';
import styles from './MessageBody.module.css';

const Spoiler = ({ children }: { readonly children: ReactNode }) => {
  const text = useText();
  const [shown, setShown] = useState(false);
  if (shown) return <span className={styles.spoilerShown}>{children}</span>;
  return (
    <button
      type="button"
      className={styles.spoiler}
      aria-label={text('message.spoiler')}
      onClick={() => setShown(true)}
    >
      {children}
    </button>
  );
};

const inlines = (nodes: readonly Inline[]): ReactNode =>
  nodes.map((node, index) => <Fragment key={index}>{inline(node)}</Fragment>);

/** A link into this very chat stays in the window. */
const MessageLink = ({ node }: { readonly node: Extract<Inline, { type: 'link' }> }) => {
  const segments = useSegments();
  const url = new URL(node.href);
  if (url.origin === location.origin && placeOf(url.pathname, segments).kind !== 'unknown')
    return <Link href={url.pathname}>{inlines(node.children)}</Link>;
  return (
    <>
      <a href={node.href} target="_blank" rel="noopener noreferrer nofollow ugc">
        {inlines(node.children)}
      </a>
      {node.realHost !== undefined && <span className={styles.host}> ({node.realHost})</span>}
    </>
  );
};

const inline = (node: Inline): ReactNode => {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'code':
      return <code className={styles.code}>{node.text}</code>;
    case 'strong':
      return <strong>{inlines(node.children)}</strong>;
    case 'emphasis':
      return <em>{inlines(node.children)}</em>;
    case 'strike':
      return <del>{inlines(node.children)}</del>;
    case 'spoiler':
      return <Spoiler>{inlines(node.children)}</Spoiler>;
    case 'link':
      return <MessageLink node={node} />;
    case 'mention':
      return <Mention token={node} />;
    case 'room':
      return <RoomToken token={node} />;
    case 'emoji':
      return <EmojiToken token={node} />;
  }
};

const list = ({ ordered, start, items }: List): ReactNode => {
  const Tag = ordered ? 'ol' : 'ul';
  return (
    <Tag className={styles.list} {...(ordered && start !== 1 ? { start } : {})}>
      {items.map((item, index) => (
        <li key={index}>
          {inlines(item.children)}
          {item.sublists.map((sublist, at) => (
            <Fragment key={at}>{list(sublist)}</Fragment>
          ))}
        </li>
      ))}
    </Tag>
  );
};

const block = (node: Block, index: number, tail?: ReactNode): ReactNode => {
  switch (node.type) {
    case 'paragraph':
      return (
        <p key={index} dir="auto">
          {inlines(node.children)}
          {tail}
        </p>
      );
    case 'fence':
      return <CodeBlock key={index} language={node.language} code={node.text} />;
    case 'quote':
      return (
        <blockquote key={index} className={styles.quote}>
          {node.children.map((child, at) => block(child, at))}
        </blockquote>
      );
    case 'list':
      return (
        <div key={index} dir="auto">
          {list(node)}
        </div>
      );
  }
};

const fewEmoji = /^(?:\s*(?:\p{RGI_Emoji})\s*){1,3}$/v;

type Props = {
  readonly content: string;
  /** Stands at the end of the last line: the edited mark, how sending fares. */
  readonly tail?: ReactNode;
};

/** A message's text as elements. Never from HTML. */
export const MessageBody = memo(({ content, tail }: Props) => {
  const blocks = parsed(content);
  const last = blocks.length - 1;
  const tailInside = blocks[last]?.type === 'paragraph';
  return (
    <div className={classNames(styles.body, content.length <= 40 && fewEmoji.test(content) && styles.large)}>
      {blocks.map((node, index) => block(node, index, index === last ? tail : undefined))}
      {!tailInside && tail && <p>{tail}</p>}
    </div>
  );
});
MessageBody.displayName = 'MessageBody';
