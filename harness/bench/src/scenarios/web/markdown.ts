import { parse } from '@rookery/markdown';
import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { atMost, inTurn, median } from './figures.ts';

/** As people write, in two languages. */
const usual: readonly string[] = [
  'ok',
  '好的，我看一下',
  '**“重要”**的事：看 https://example.com/a，然后回复 @zhangwei',
  'See `npm run bench -- web` in #general, *then* ~~wait~~ [reply](https://example.com/x?y=1)',
  '> 引用一句\n\n1. one\n2. two\n   - three\n\n```ts\nconst answer = 42;\n```\n:tada:',
  'ships that pass in the night, '.repeat(20),
];

/** 8,000 bytes each of what makes parsers slow. */
const hostile: readonly string[] = [
  '*',
  '_a',
  '[',
  '](',
  '`',
  '~~',
  '||',
  '<',
  '> ',
  '- ',
  '**a*',
  '[a](',
  'http://',
  '@',
  '*a_',
  '![',
  ':a:',
  '“**',
].map((part) => part.repeat(Math.ceil(8_000 / Buffer.byteLength(part))).slice(0, 8_000));

const took = (text: string): number => {
  const at = performance.now();
  parse(text);
  return performance.now() - at;
};

/** [F15] Here, not in a browser: the same engine runs it. */
export const markdown = async (runs: number): Promise<readonly Figure[]> => {
  for (let warm = 0; warm < 300; warm += 1) for (const text of usual) parse(text);
  for (const text of hostile) parse(text);
  const p99 = await inTurn(runs, async () =>
    quantile(
      Array.from({ length: 12_000 }, (_, index) => took(usual[index % usual.length] ?? '')),
      0.99,
    ),
  );
  const worst = Math.max(
    ...(await inTurn(hostile.length, async (index) =>
      median(await inTurn(runs, async () => took(hostile[index] ?? ''))),
    )),
  );
  return [
    atMost('F15 markdown of a message, p99', median(p99), 'ms', 0.2),
    atMost('F15 markdown of the worst 8,000 bytes', worst, 'ms', 4),
  ];
};
