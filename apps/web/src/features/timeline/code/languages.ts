/** What a fence may be called by, the grammar it is coloured by, and how the language is called. */
const table = `
ts typescript TypeScript
tsx tsx TSX
js tsx JavaScript
javascript tsx JavaScript
mjs tsx JavaScript
jsx tsx JSX
json json JSON
jsonc json JSON
html html HTML
css css CSS
scss scss SCSS
py python Python
java java Java
kt kotlin Kotlin
c c C
cpp c C++
cs csharp C#
go go Go
rs rust Rust
rb ruby Ruby
php php PHP
swift swift Swift
sh shellscript Shell
bash shellscript Bash
zsh shellscript Zsh
shell shellscript Shell
console shellscript Shell
sql sql SQL
yml yaml YAML
toml toml TOML
xml xml XML
md markdown Markdown
diff diff Diff
patch diff Diff
docker docker Dockerfile
dockerfile docker Dockerfile
nginx nginx NGINX
lua lua Lua
`;

export type Language = { readonly grammar: string; readonly name: string };

const byName = new Map<string, Language>();
for (const line of table.trim().split('\n')) {
  const [alias = '', grammar = '', name = ''] = line.split(' ');
  byName.set(alias, { grammar, name });
  if (!byName.has(grammar)) byName.set(grammar, { grammar, name });
}
byName.set('c++', { grammar: 'c', name: 'C++' });
byName.set('c#', { grammar: 'csharp', name: 'C#' });

/** Of the word behind a fence's ticks; undefined where it is none that we know. */
export const languageOf = (word: string): Language | undefined => byName.get(word.trim().toLowerCase());
