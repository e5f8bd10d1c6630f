import type { Block, Inline, List } from '@rookery/markdown';
import { Fragment, memo, Suspense, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { classNames } from '../../design/class-names.ts';
import { useEmojis } from '../../emoji/load.ts';
import { balanced } from '../../lib/balanced.ts';
import { languageOf } from '../../lib/language-of.ts';
import { parsed } from '../../lib/plain-line.ts';
import { placeOf } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useSegments } from '../../shell/features.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { EmojiToken, Mention, RoomToken } from './tokens.tsx';
import styles from './MessageBody.module.css';
import { withinBase } from '../../lib/base-path.ts';

const Fold = lazyPart(async () => (await import('./late.ts')).Fold);

/** It may be longer than two dozen lines: what is shown says whether it is. */
const mayBeLong = (content: string): boolean => content.length > 900 || content.split('\n', 20).length === 20;

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
  const path = url.origin === location.origin ? withinBase(url.pathname) : undefined;
  if (path !== undefined && placeOf(path, segments).kind !== 'unknown')
    return <Link href={path}>{inlines(node.children)}</Link>;
  return (
    <>
      <a href={node.href} className={styles.words} target="_blank" rel="noopener noreferrer nofollow ugc">
        {inlines(node.children)}
      </a>
      {node.realHost !== undefined && <span className={styles.host}> ({node.realHost})</span>}
    </>
  );
};

const inline = (node: Inline): ReactNode => {
  switch (node.type) {
    case 'text':
      return balanced(node.text);
    case 'break':
      return <br />;
    case 'code':
      return <code className={styles.code}>{balanced(node.text)}</code>;
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

const list = ({ ordered, start, items }: List, tail?: ReactNode): ReactNode => {
  const Tag = ordered ? 'ol' : 'ul';
  return (
    <Tag className={styles.list} {...(ordered && start !== 1 ? { start } : {})}>
      {items.map((item, index) => (
        <li key={index}>
          {inlines(item.children)}
          {item.sublists.map((sublist, at) => (
            <Fragment key={at}>{list(sublist)}</Fragment>
          ))}
          {index === items.length - 1 && tail}
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
          {/* What turns the direction of the words must not turn the mark after them. */}
          <span className={styles.words}>{inlines(node.children)}</span>
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
          {list(node, tail)}
        </div>
      );
  }
};

/** It ends in a line of words, which the tail can go on. */
const endsInWords = (block: Block | undefined): boolean =>
  block?.type === 'paragraph' || (block?.type === 'list' && block.items.at(-1)?.sublists.length === 0);

const mostEmoji = 3;
/** A message of nothing but a few pictures, typed as such or by their codes. */
const isFewEmoji = (
  blocks: readonly Block[],
  emojiByCode: ((code: string) => string | undefined) | undefined,
): boolean => {
  const [block, ...rest] = blocks;
  if (block?.type !== 'paragraph' || rest.length > 0 || block.children.length > mostEmoji * 2) return false;
  let shown = '';
  for (const node of block.children) {
    if (node.type === 'text') shown += node.text;
    else if (node.type === 'emoji') shown += emojiByCode?.(node.name) ?? node.raw;
    else return false;
  }
  return shown.length <= 40 && fewEmoji.test(shown);
};

const fewEmoji = /^\s*(?:\p{RGI_Emoji}\s*){1,3}$/v;

type Props = {
  readonly content: string;
  /** It calls all. */
  readonly all?: boolean | undefined;
  /** Stands at the end of the last line: the edited mark, how sending fares. */
  readonly tail?: ReactNode;
  /** It has room for what comes at its end: the first reaction is to move nothing. */
  readonly hasRoom?: boolean;
};

/** A message's text as elements. Never from HTML. */
export const MessageBody = memo(({ content, all, tail, hasRoom = false }: Props) => {
  const blocks = parsed(content);
  const emojis = useEmojis();
  const last = blocks.length - 1;
  const tailInside = endsInWords(blocks[last]);
  const shown = (
    <>
      {blocks.map((node, index) => block(node, index, index === last && tailInside ? tail : undefined))}
      {!tailInside && (tail || hasRoom) && <p className={styles.tail}>{tail}</p>}
    </>
  );
  return (
    // Other words are another text: what was shown of a spoiler is hidden again.
    <div
      key={content}
      lang={languageOf(content)}
      className={classNames(
        styles.body,
        isFewEmoji(blocks, emojis?.emojiByCode) && styles.large,
        all && styles.callsAll,
      )}
    >
      {mayBeLong(content) ? (
        <Suspense fallback={<div className={classNames(styles.fold, styles.folded)}>{shown}</div>}>
          <Fold content={content}>{shown}</Fold>
        </Suspense>
      ) : (
        shown
      )}
    </div>
  );
});
MessageBody.displayName = 'MessageBody';
