import { createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { kinds, scopes, type Kind } from './kinds.ts';

type Ask = { readonly id: number; readonly grammar: string; readonly code: string };

/** Each grammar is a file of its own, fetched when it is first asked for. */
const grammars = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  scss: () => import('shiki/langs/scss.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  nginx: () => import('shiki/langs/nginx.mjs'),
  lua: () => import('shiki/langs/lua.mjs'),
};

/** Colours that stand for kinds: what they look like is the style sheet's. */
const colourOf = (kind: Kind): string => `#${String(kinds.indexOf(kind)).padStart(6, '0')}`;
const kindOf = (colour = ''): Kind => kinds[Number(colour.slice(1))] ?? '';

const highlighter = createHighlighterCore({
  themes: [
    {
      name: 'kinds',
      type: 'light',
      settings: [
        { settings: { foreground: colourOf(''), background: '#ffffff' } },
        ...kinds.flatMap((kind) =>
          kind === '' ? [] : [{ scope: [...scopes[kind]], settings: { foreground: colourOf(kind) } }],
        ),
      ],
    },
  ],
  langs: [],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

/** One line may take so long, the first of a language above all, whose expressions are compiled for it; what is longer is left plain. */
const lineMs = 5_000;
const longestLine = 2_000;

const colour = async ({ grammar, code }: Ask): Promise<[string, Kind][]> => {
  const load = grammars[grammar as keyof typeof grammars];
  const [core, loaded] = await Promise.all([highlighter, load()]);
  await core.loadLanguage(loaded.default);
  const pieces: [string, Kind][] = [];
  const add = (words: string, kind: Kind): void => {
    const last = pieces.at(-1);
    if (last?.[1] === kind) last[0] += words;
    else pieces.push([words, kind]);
  };
  const options = { lang: grammar, theme: 'kinds', tokenizeMaxLineLength: longestLine, tokenizeTimeLimit: lineMs };
  for (const [index, line] of core.codeToTokensBase(code, options).entries()) {
    if (index > 0) add('\n', '');
    for (const { content, color } of line) add(content, kindOf(color));
  }
  return pieces;
};

addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  colour(data).then(
    (pieces) => postMessage({ id: data.id, pieces }),
    // Unknown, or a network that is gone: it stays plain.
    () => postMessage({ id: data.id }),
  );
});
