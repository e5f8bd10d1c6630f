/** What a piece of code is, as far as it has a colour. */
export const kinds = ['', 'comment', 'string', 'number', 'keyword', 'name', 'added', 'removed'] as const;
export type Kind = (typeof kinds)[number];

/** Of each kind: how TextMate grammars call it. */
export const scopes: Readonly<Record<Exclude<Kind, ''>, readonly string[]>> = {
  comment: ['comment', 'punctuation.definition.comment'],
  string: ['string', 'punctuation.definition.string', 'markup.inline.raw'],
  number: ['constant.numeric', 'constant.language', 'constant.character', 'keyword.other.unit'],
  keyword: ['keyword', 'storage', 'entity.name.tag', 'markup.heading', 'variable.language'],
  name: [
    'entity.name',
    'support.function',
    'support.class',
    'entity.other.attribute-name',
    'support.type.property-name',
  ],
  added: ['markup.inserted'],
  removed: ['markup.deleted'],
};
