import { seededRandom } from '../../simulator/random.ts';

/** Texts that are known to inject commands or markup where they are not escaped. */
const SEEDS: readonly string[] = [
  '::set-output name=status::ready',
  '::add-mask::ready',
  '::error::fooled',
  '::stop-commands::pause',
  '  ::warning::indented',
  '##[error]fooled',
  'text ##[set-env name=PATH]/tmp',
  '\r::debug::carriage',
  '\n::error::line',
  '\u2028::error::separator',
  'a%0A::error::escaped',
  '\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</td></tr></table><h1>Big</h1>',
  '<!-- comment',
  '-->',
  '</code>',
  '<details open><summary>x</summary>',
  '&lt;b&gt; &amp; &#60;',
  '| a | b |\n| - | - |\n| c | d |',
  '|||||',
  '\\| \\\\|',
  '`code` ``` fence',
  '```\nfence\n```',
  '# Heading',
  '\n\n# Heading after a gap\n\n',
  '* item\n* item',
  '[click](https://evil.example)',
  '![pixel](https://evil.example/p.gif)',
  '[ref]: https://evil.example',
  'https://evil.example/auto and www.evil.example',
  'someone@evil.example',
  '@octocat please look, and @org/team too',
  'fixes #1, closes octo/videos#2, GH-3',
  '~~gone~~ **bold** _emphasis_',
  '$\\frac{1}{2}$ $$x$$',
  ':rocket:',
  '\u202Etxet desrever\u202C',
  '\u2066isolated\u2069 \u200Ejoined\u200D\u2060',
  '\u0000\u0001\u0007\u0008\u007F\u0085\u009B',
  '\uD800 half of a pair \uDFFF',
  'ghadelimiter_00000000-0000-0000-0000-000000000000',
  'x<<EOF\ny\nEOF\nstatus=ready',
  '$' + '{{ secrets.TOKEN }} $(id) `id` ; rm -rf /',
  '__proto__',
  'x'.repeat(100_000),
  '<b>'.repeat(30_000),
  '\n'.repeat(1_000),
  '\u{1F469}\u200D\u{1F680}'.repeat(50),
];

/** `count` different strings: the seeds, then random combinations of them. */
export function createInjectionStrings(count: number): readonly string[] {
  const random = seededRandom(500);
  const pick = (): string => SEEDS[Math.floor(random() * SEEDS.length)] ?? '';
  const strings = new Set(SEEDS);
  while (strings.size < count)
    strings.add(`${pick().slice(0, 300)}${random() < 0.5 ? '\n' : ''}${pick().slice(0, 300)}${strings.size}`);
  return [...strings].slice(0, count);
}
