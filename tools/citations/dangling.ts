import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';

/** Where something is cited that does not exist. */
export type Dangling = { readonly file: string; readonly line: number; readonly cited: string; readonly why: string };

const sources = '**/*.{ts,tsx,mjs,lua,css,md}';
const ignored = /(?:^|\/)(?:node_modules|dist|run|data|bench-results|coverage)(?:\/|$)|(?:^|\/)\.(?!github)[^/]+\//;
/** What is made, or answered, when something runs, and so is in no clone. */
const made =
  /(?:^|\/)(?:dist|dist-planted|run|data|node_modules|bench-results)\/|(?:^|\/)(?:cluster\.json|openapi\.json|(?:upstream|sid)\.conf|report\.(?:json|html))$/;
/** Stands for any name, as in `ports/NAME.ts`. */
const placeholder = /(?:^|\/)NAME\b/;
/** Files that a page tells its reader to write. */
const examples: Readonly<Record<string, RegExp>> = { 'docs/walkthroughs.md': /pins|pinned|RenameDialog/i };
/** Pages of the design, which are not part of the repository. */
const foreignPage = /\b(?:PROTOCOL|STYLE|WEB|STACK|PEERS)(?:\.md)?(?:,? ?§ ?\d+|\.md\b)/g;
const ruleId = /\b([A-Z]{2,8})-\d+\b/g;
const bracketed = /\[([A-Z]{2,8}-\d+(?:,\s*[A-Z]{2,8}-\d+)*)\]/g;
const adr = /\bADR[ -](\d{4})\b|\badr\/(\d{4})\b/g;
/** A file by its name or path; `{a,b}` and `*` stand for several. */
const fileName =
  /(?<![\w:@$}<>/.-])(?:\.{0,2}\/)?(?:[\w*{},-]+\/)*[\w*{},.-]*[\w*}]\.(?:ts|tsx|mjs|lua|css|md|json|html|svg|yml|yaml|conf)\b(?![\w(*-])/g;
/** Not to what the server answers: that begins with a slash. */
const markdownLink = /\]\((?!https?:|mailto:|\/)([^)\s]+)\)/g;
const folder = /(?<![\w:@$}<>/.-])(?:apps|packages|harness|tools|tests|docs|deploy)\/[\w./-]+\/(?![\w*{<$])/g;

/**
 * Looks through all comments, and all of the Markdown: rules of docs/spec, pages of docs/adr, files, folders and headings that are cited must
 * be there. `root`: the repository.
 */
export function dangling(root: string): readonly Dangling[] {
  const files = globSync(['**/*', '.github/**/*'], { cwd: root, exclude: (path) => ignored.test(`${path}/`) }).map(
    (path) => normalize(path).replaceAll('\\', '/'),
  );
  const known = knownTargets(root, files);
  return globSync(sources, { cwd: root, exclude: (path) => ignored.test(`${path}/`) })
    .toSorted()
    .flatMap((file) => citationsOf(root, file, known));
}

type Known = {
  readonly rules: ReadonlySet<string>;
  readonly rulePrefixes: ReadonlySet<string>;
  readonly adrs: ReadonlySet<string>;
  /** Each path, and what follows each of its slashes. */
  readonly endings: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
};

function knownTargets(root: string, files: readonly string[]): Known {
  const rules = new Set<string>();
  for (const file of files)
    if (/^docs\/spec\/.*\.md$/.test(file))
      for (const [, id = ''] of readFileSync(join(root, file), 'utf8').matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm))
        rules.add(id);
  const endings = new Set<string>();
  const folders = new Set<string>();
  for (const file of files) {
    const parts = file.split('/');
    for (let at = 0; at < parts.length; at += 1) endings.add(parts.slice(at).join('/'));
    for (let at = 1; at < parts.length; at += 1) folders.add(parts.slice(0, at).join('/'));
  }
  return {
    rules,
    rulePrefixes: new Set([...rules].map((id) => id.replace(/-\d+$/, ''))),
    adrs: new Set(files.flatMap((file) => /^docs\/adr\/(\d{4})-/.exec(file)?.[1] ?? [])),
    endings,
    folders,
  };
}

function citationsOf(root: string, file: string, known: Known): Dangling[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Dangling[] = [];
  const example = examples[file];
  for (const { line, words } of proseOf(file, text)) {
    const missing = (cited: string, why: string): void => {
      if (!example?.test(cited)) found.push({ file, line, cited, why });
    };
    for (const [id, prefix = ''] of words.matchAll(ruleId))
      if (known.rulePrefixes.has(prefix) && !known.rules.has(id)) missing(id, 'no rule of docs/spec has that id');
    for (const [, ids = ''] of words.matchAll(bracketed))
      for (const id of ids.split(/,\s*/))
        if (!known.rules.has(id) && !known.rulePrefixes.has(id.replace(/-\d+$/, '')))
          missing(id, 'no rule of docs/spec has that id');
    for (const [cited, spoken, path] of words.matchAll(adr))
      if (!known.adrs.has(spoken ?? path ?? '')) missing(cited, 'docs/adr has no such page');
    for (const [cited] of words.matchAll(foreignPage)) missing(cited, 'the page is not in the repository');
    const links = file.endsWith('.md')
      ? [...words.replaceAll(/`[^`]*`/g, '').matchAll(markdownLink)].map(([, target = '']) => target)
      : [];
    for (const target of links) {
      const why = brokenLink(root, file, target);
      if (why) missing(target, why);
    }
    const rest = links.reduce((left, target) => left.replace(target, ''), words);
    for (const [cited] of rest.matchAll(fileName)) if (!isThere(cited, known)) missing(cited, 'there is no such file');
    for (const [cited] of rest.matchAll(folder))
      if (!made.test(cited) && !known.folders.has(cited.replace(/\/$/, ''))) missing(cited, 'there is no such folder');
  }
  return found;
}

function isThere(cited: string, { endings }: Known): boolean {
  const path = cited.replace(/^(?:\.{1,2}\/)+|^\//, '');
  if (made.test(path) || placeholder.test(path)) return true;
  return alternatives(path).every((one) => {
    if (!one.includes('*')) return endings.has(one);
    const pattern = new RegExp(
      `^${one
        .split('*')
        .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
        .join('[^/]*')}$`,
    );
    return [...endings].some((ending) => pattern.test(ending));
  });
}

/** `a.{b,c}` stands for `a.b` and `a.c`. */
function alternatives(path: string): string[] {
  const [, before = '', inside = '', after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path) ?? [];
  return inside === '' ? [path] : inside.split(',').flatMap((one) => alternatives(`${before}${one}${after}`));
}

/** Why a link of a Markdown page leads nowhere; null where it does not. */
function brokenLink(root: string, file: string, target: string): string | null {
  const [path = '', heading] = target.split('#');
  const wanted = path === '' ? join(root, file) : join(root, dirname(file), decodeURIComponent(path));
  if (!existsSync(wanted)) return 'there is no such file';
  if (heading === undefined) return null;
  const anchors = [...readFileSync(wanted, 'utf8').matchAll(/^#+ +(.*)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return anchors.includes(heading) ? null : 'the page has no such heading';
}

/** The lines of a file that are written for readers: of code the comments, of Markdown everything outside of code blocks. */
function* proseOf(file: string, text: string): Generator<{ readonly line: number; readonly words: string }> {
  const kind = extname(file);
  let isInside = false;
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    if (kind === '.md') {
      if (content.startsWith('```')) isInside = !isInside;
      else if (!isInside) yield { line, words: content };
    } else if (kind === '.lua') {
      const at = content.indexOf('--');
      if (at >= 0) yield { line, words: content.slice(at) };
    } else {
      const trimmed = content.trimStart();
      if (isInside) yield { line, words: content };
      else if (trimmed.startsWith('/*')) {
        isInside = true;
        yield { line, words: content };
      } else if (kind !== '.css' && /(?:^|\s)\/\/ /.test(content))
        yield { line, words: content.slice(content.search(/(?:^|\s)\/\/ /)) };
      if (isInside && content.includes('*/')) isInside = false;
    }
  }
}
