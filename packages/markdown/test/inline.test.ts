import { describe, expect, test } from 'vitest';
import { parse } from '../src/index.ts';
import { sketch } from './sketch.ts';

type Row = readonly [source: string, tree: string];

const table = (title: string, rows: readonly Row[]): void => {
  describe(title, () => {
    test.each(rows)('%s', (source, tree) => {
      expect(sketch(parse(source))).toBe(tree);
    });
  });
};

table('[MD-1] text without marks stays as it is', [
  ['', ''],
  ['你好，世界', '你好，世界'],
  ['  indented, kept  ', '  indented, kept  '],
  ['<b>x</b> <script>alert(1)</script>', '<b>x</b> <script>alert(1)</script>'],
  ['![a](x.png)', '![a](x.png)'],
  ['# not a heading', '# not a heading'],
  ['| a | b |\n| - | - |', '| a | b |⏎| - | - |'],
  ['a < b && c > d; 5 * 3', 'a < b && c > d; 5 * 3'],
]);

table('[MD-2] marks', [
  ['**a** *b* _c_ ~~d~~ ||e||', 'strong(a) emphasis(b) emphasis(c) strike(d) spoiler(e)'],
  ['***a***', 'strong(emphasis(a))'],
  ['**a *b***', 'strong(a emphasis(b))'],
  ['*a **b***', 'emphasis(a strong(b))'],
  ['~~**a**~~', 'strike(strong(a))'],
  ['||see **this**||', 'spoiler(see strong(this))'],
  ['__init__ ___x___', '__init__ ___x___'],
  ['**** ~~~~ |||| ||| ~ |', '**** ~~~~ |||| ||| ~ |'],
  ['**two\nlines**', 'strong(two⏎lines)'],
]);

table('[MD-3] emphasis closes next to Chinese punctuation', [
  ['**“重要”**的事', 'strong(“重要”)的事'],
  ['**该方法（foo）**很快', 'strong(该方法（foo）)很快'],
  ['这是**加粗。**后面', '这是strong(加粗。)后面'],
  ['*“强调”*的', 'emphasis(“强调”)的'],
  ['你好，*世界*！', '你好，emphasis(世界)！'],
  ['~~旧价。~~新价', 'strike(旧价。)新价'],
  ['他说**《书名》**，好', '他说strong(《书名》)，好'],
  ['**a：**b **c！**d', 'strong(a：)b strong(c！)d'],
  ['**[链接](https://a.example)。**后', 'strong(link(链接 → https://a.example/)。)后'],
  ['**\u3000不开', '**\u3000不开'],
  ['a ** b ** c', 'a ** b ** c'],
]);

table('[MD-4] asterisks between Han, not between Latin letters', [
  ['这*很*好', '这emphasis(很)好'],
  ['这**很**好', '这strong(很)好'],
  ['答案是||张三||哦', '答案是spoiler(张三)哦'],
  ['ひら*がな*です', 'ひらemphasis(がな)です'],
  ['한*글*은', '한emphasis(글)은'],
  ['𠮷*野*家', '𠮷emphasis(野)家'],
  ['用API*接口*吧', '用APIemphasis(接口)吧'],
  ['2*3*4=24', '2*3*4=24'],
  ['a||b||c', 'a||b||c'],
  ['un**believ**able', 'unstrong(believ)able'],
  ['*foo*s', 'emphasis(foo)s'],
]);

table('[MD-5] underscores never open inside a word', [
  ['snake_case_name', 'snake_case_name'],
  ['_*a*_ *_b_*', 'emphasis(emphasis(a)) emphasis(emphasis(b))'],
  ['_foo_bar_', 'emphasis(foo_bar)'],
  ['这_很_好', '这_很_好'],
  ['变量_名_', '变量_名_'],
  ['_重点_，然后', 'emphasis(重点)，然后'],
  ['，_重点_。', '，emphasis(重点)。'],
  ['_（重点）_ 好', 'emphasis(（重点）) 好'],
]);

table('[MD-6] which opener closes', [
  ['*foo *bar*', '*foo emphasis(bar)'],
  ['**a **b** c**', '**a strong(b) c**'],
  ['*a ~~b* c~~', 'emphasis(a ~~b) c~~'],
  ['**open', '**open'],
  ['close**', 'close**'],
  ['**a*', '**a*'],
]);

table('[MD-7] code', [
  ['`a*b*c`', 'code(a*b*c)'],
  ['``a`b``', 'code(a`b)'],
  ['`` ` ``', 'code(`)'],
  ['` a `', 'code(a)'],
  ['**a `b** c`', '**a code(b** c)'],
  ['`[a](https://a.example)`', 'code([a](https://a.example))'],
  ['[a `](https://a.example)`', '[a code(](https://a.example))'],
  ['`one\ntwo`', '`one⏎two`'],
  ['```js```', 'code(js)'],
  ['`C:\\dir\\`', 'code(C:\\dir\\)'],
  ['` `` `', 'code(``)'],
]);

table('[MD-8] links', [
  ['[a](https://a.example/b?c#d)', 'link(a → https://a.example/b?c#d)'],
  ['[a](HTTP://A.example)', 'link(a → http://a.example/)'],
  ['[信](mailto:bob@a.example)', 'link(信 → mailto:bob@a.example)'],
  ['[a](https://a.example/x_(y))。', 'link(a → https://a.example/x_(y))。'],
  ['[**a** `b`](https://a.example)', 'link(strong(a) code(b) → https://a.example/)'],
  ['**[a**](https://a.example)', '**link(a** → https://a.example/)'],
  ['[[a]](https://a.example)', 'link([a] → https://a.example/)'],
  [
    '[a [b](https://b.example) c](https://c.example)',
    '[a link(b → https://b.example/) c](link(https://c.example → https://c.example/))',
  ],
  ['[@bob #x](https://a.example)', 'link(@bob #x → https://a.example/)'],
  ['[a](javascript:alert(1))', '[a](javascript:alert(1))'],
  ['[a](data:text/html,x)', '[a](data:text/html,x)'],
  ['[a](//a.example) [b](/c) [d]()', '[a](//a.example) [b](/c) [d]()'],
  ['[a](https://)', '[a](https://)'],
  ['[a](mailto:)', '[a](mailto:)'],
  ['[ ](https://a.example)', '[ ](link(https://a.example → https://a.example/))'],
  ['[\u200b](https://a.example)', '[\u200b](link(https://a.example → https://a.example/))'],
  ['[a\nb](https://a.example)', '[a⏎b](link(https://a.example → https://a.example/))'],
  ['[a](https://a.example "t")', '[a](link(https://a.example → https://a.example/) "t")'],
  ['[a] (https://a.example)', '[a] (link(https://a.example → https://a.example/))'],
  [`[a](https://a.example/${'x'.repeat(2_100)})`, `[a](https://a.example/${'x'.repeat(2_100)})`],
]);

table('[MD-9] a text that looks like another host', [
  ['[bank.example](https://evil.example)', 'link(bank.example → https://evil.example/ ! evil.example)'],
  [
    '[https://bank.example/](https://evil.example)',
    'link(https://bank.example/ → https://evil.example/ ! evil.example)',
  ],
  ['[**bank**.example](https://evil.example)', 'link(strong(bank).example → https://evil.example/ ! evil.example)'],
  ['[ｂａｎｋ．example](https://evil.example)', 'link(ｂａｎｋ．example → https://evil.example/ ! evil.example)'],
  ['[bank。example](https://evil.example)', 'link(bank。example → https://evil.example/ ! evil.example)'],
  ['[ba\u200bnk.example](https://evil.example)', 'link(ba\u200bnk.example → https://evil.example/ ! evil.example)'],
  ['[银行.中国](https://evil.example)', 'link(银行.中国 → https://evil.example/ ! evil.example)'],
  ['[127.0.0.1](https://evil.example)', 'link(127.0.0.1 → https://evil.example/ ! evil.example)'],
  ['[bob@good.example](mailto:bob@evil.example)', 'link(bob@good.example → mailto:bob@evil.example ! evil.example)'],
  ['[a.example@evil.example](https://a.example)', 'link(a.example@evil.example → https://a.example/ ! a.example)'],
  ['[www.a.example/notes.md](https://a.example)', 'link(www.a.example/notes.md → https://a.example/)'],
  ['[A.Example](https://a.example)', 'link(A.Example → https://a.example/)'],
  ['[click here.](https://a.example)', 'link(click here. → https://a.example/)'],
  ['[v1.2, e.g. 看](https://a.example)', 'link(v1.2, e.g. 看 → https://a.example/)'],
  [
    'https://bank.example@evil.example/',
    'link(https://bank.example@evil.example/ → https://bank.example@evil.example/ ! evil.example)',
  ],
  ['https://0x7f.1/', 'link(https://0x7f.1/ → https://127.0.0.1/ ! 127.0.0.1)'],
  ['https://例子.中国/', 'link(https://例子.中国/ → https://xn--fsqu00a.xn--fiqs8s/ ! xn--fsqu00a.xn--fiqs8s)'],
]);

const bare = (url: string, href = url): string => `link(${url} → ${href})`;

table('[MD-10] where a bare URL ends', [
  ['看 https://example.com/a，然后回复', `看 ${bare('https://example.com/a')}，然后回复`],
  ...[...'，。、；：！？（）【】《》「」『』“”‘’…—'].map((stop): Row => [
    `https://a.example/b${stop}后`,
    `${bare('https://a.example/b')}${stop}后`,
  ]),
  ['https://a.example/b\u3000后', `${bare('https://a.example/b')}\u3000后`],
  ['（https://a.example/b）', `（${bare('https://a.example/b')}）`],
  ['(see https://a.example/x_(y))', `(see ${bare('https://a.example/x_(y)')})`],
  ['https://a.example/x_(y)', bare('https://a.example/x_(y)')],
  ['[https://a.example/b]', `[${bare('https://a.example/b')}]`],
  ['https://a.example/?q[]=1', bare('https://a.example/?q[]=1')],
  ['https://a.example/b.', `${bare('https://a.example/b')}.`],
  ['https://a.example/b?!...', `${bare('https://a.example/b')}?!...`],
  ['"https://a.example/b"', `"${bare('https://a.example/b')}"`],
  ['<https://a.example/b>', `<${bare('https://a.example/b')}>`],
  ['**https://a.example/b**后', `strong(${bare('https://a.example/b')})后`],
  ['*https://a.example/b*后', `emphasis(${bare('https://a.example/b')})后`],
  ['_https://a.example/b_', `emphasis(${bare('https://a.example/b')})`],
  ['||https://a.example/b||', `spoiler(${bare('https://a.example/b')})`],
  ['https://a.example/*/b', bare('https://a.example/*/b')],
  ['https://a.example/a_b_c', bare('https://a.example/a_b_c')],
  ['https://a.example/b\u202ec', `${bare('https://a.example/b')}\u202ec`],
  ['看https://a.example谢谢', `看${bare('https://a.example', 'https://a.example/')}谢谢`],
  ['http://localhost:3000谢谢', `${bare('http://localhost:3000', 'http://localhost:3000/')}谢谢`],
  ['https://a.example/维基', bare('https://a.example/维基', 'https://a.example/%E7%BB%B4%E5%9F%BA')],
  ['mailto:bob@a.example谢谢', `${bare('mailto:bob@a.example')}谢谢`],
]);

table('[MD-11] where a bare URL starts', [
  ['请看https://a.example/b', `请看${bare('https://a.example/b')}`],
  ['xhttps://a.example/b', 'xhttps://a.example/b'],
  ['HTTPS://a.example/b', bare('HTTPS://a.example/b', 'https://a.example/b')],
  ['https:// http:// mailto:', 'https:// http:// mailto:'],
  ['https://[oops', 'https://[oops'],
  ['ftp://a.example javascript:alert(1)', 'ftp://a.example javascript:alert(1)'],
]);

table('[MD-12] mentions and rooms', [
  ['@bob #general', 'mention(bob) room(general)'],
  ['请@小明 看 #发布-公告', '请mention(小明) 看 room(发布-公告)'],
  ['＠小明，你好', 'mention(小明)，你好'],
  ['、@bob、', '、mention(bob)、'],
  ['hi @bob.', 'hi mention(bob).'],
  ['@a.b_c-d9', 'mention(a.b_c-d9)'],
  ['@Zoë @Олег @हिन्दी', 'mention(Zoë) mention(Олег) mention(हिन्दी)'],
  ['@𠮷野', 'mention(𠮷野)'],
  ['**@bob**', 'strong(mention(bob))'],
  ['_@bob_ _@a_b_', 'emphasis(mention(bob)) emphasis(mention(a_b))'],
  ['me@a.example C# a#b @@bob ##x @ # @.', 'me@a.example C# a#b @@bob ##x @ # @.'],
  ['a.example/@bob 看www.a.example/x?to=@bob#general', 'a.example/@bob 看www.a.example/x?to=@bob#general'],
  ['a.example/x，@bob a.example @bob', 'a.example/x，mention(bob) a.example mention(bob)'],
  ['@ann/@bob e.g./@bob and/@bob', 'mention(ann)/mention(bob) e.g./mention(bob) and/mention(bob)'],
  ['@[..] ＠[小 明] #[Release notes] #[a\\]b\\\\]', 'mention(..) mention(小 明) room(Release notes) room(a]b\\)'],
  ['#[a](https://a.example) #[a](x)', '#link(a → https://a.example/) room(a)(x)'],
  ['#[] #[a\nb] #[`a]` a#[b] #[a[b]', '#[] #[a⏎b] #[code(a]) a#[b] #[a[b]'],
  [`@${'长'.repeat(90)}`, `mention(${'长'.repeat(80)})${'长'.repeat(10)}`],
]);

table('[MD-13] emoji', [
  [':smile::+1: 好:tada:', 'emoji(smile)emoji(+1) 好emoji(tada)'],
  ['10:30:45 a:b:c', '10:30:45 a:b:c'],
  [': x: :x :', ': x: :x :'],
  [
    '**:tada:** _:x:_ (:ok:) :x:, :x:. “:x:”：',
    'strong(emoji(tada)) emphasis(emoji(x)) (emoji(ok)) emoji(x), emoji(x). “emoji(x)”：',
  ],
  ['很好！:tada:，:rocket:。', '很好！emoji(tada)，emoji(rocket)。'],
  ['👍:tada:👍', '👍emoji(tada)👍'],
  ['> :x:\n- :x:', 'quote(emoji(x)) ¶ ul[emoji(x)]'],
]);

table('[MD-13] a code that does not stand alone is no emoji', [
  ...[
    ...[
      'root:x:0:0',
      'session:lock:42',
      'fd00:100::1',
      '::100:1',
      '::100::',
      '[::1]:100:',
      'std::vector::size',
      '::lock::',
    ],
    ...[
      'host:100:80',
      'a:x:tada:',
      ':tada:x',
      'x:tada:',
      '1:100:1',
      '16:9:',
      '2026-11-25T10:30:45',
      'C:x:y',
      'D:\\x:100:',
    ],
    ...[
      'key:lock: yes',
      'k=:100:',
      '"a":x:"b"',
      '$x:100:',
      '/a:x:/b',
      'urn:x:y',
      'e5:x:Ж',
      'हिन्दी:x:',
      'Ж:x:',
      ':x:-1',
    ],
    ...[
      '：x：',
      'a：:x',
      ':x:.5',
      ':x:.com',
      'x::x::x',
      ':a::b:c',
      '@:x:@',
      ':x:/y',
      '50%:100:',
      'a_:x:',
      ':x:_a',
      'http://a.example:100:80',
    ],
  ].map((source): Row => [source, source]),
  ['http://a.example:100/b:x:c', 'link(http://a.example:100/b:x:c → http://a.example:100/b:x:c)'],
]);

table('[MD-15] backslashes', [
  ['\\*a\\* \\_b\\_ \\`c\\` \\[d](https://a.example)', '*a* _b_ `c` [d](link(https://a.example → https://a.example/))'],
  ['\\@bob \\#x \\:y:', '@bob #x :y:'],
  ['C:\\dir\\sub \\\\server \\d+\\.', 'C:\\dir\\sub \\\\server \\d+\\.'],
  ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
  ['\\> a\n\\- b', '> a⏎- b'],
]);
