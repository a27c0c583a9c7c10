/** An object of the test, and whether the pattern for all videos of the library matches it. */
export interface TestObject {
  readonly key: string;
  readonly isListed: boolean;
}

/** Names with characters that links, XML and patterns treat in their own ways. */
export const AWKWARD_NAMES = [
  'a+b.mp4',
  'with space.mp4',
  'two  spaces.mp4',
  '100%.mp4',
  '%41.mp4',
  'a%2Fb.mp4',
  'Überblick.mp4',
  'Café decomposed.mp4'.normalize('NFD'),
  '日本語.mp4',
  'clip 🎬.mp4',
  "it's.mp4",
  '(1).mp4',
  '[x].mp4',
  '{y}.mp4',
  'a&b=c.mp4',
  '#1.mp4',
  'semi;colon.mp4',
  'comma,.mp4',
  'star*.mp4',
  'tilde~.mp4',
  'at@.mp4',
  'dollar$.mp4',
  'exclamation!.mp4',
  'quote".mp4',
  'less<than>.mp4',
] as const;

const OBJECTS = 5_000;
const LISTED = 60;

/** 5,000 objects in nested prefixes. Of the many, every 80th is a video below `library/`. */
export function createTestObjects(): readonly TestObject[] {
  const awkward = AWKWARD_NAMES.map((name) => ({ key: `library/awkward/${name}`, isListed: true }));
  const others = Array.from({ length: OBJECTS - awkward.length }, (_, n) => {
    const folder = `${2020 + (n % 7)}/${String((n % 12) + 1).padStart(2, '0')}`;
    const isListed = n % 80 === 0 && n / 80 < LISTED;
    if (isListed) return { key: `library/${folder}/clip-${n}.mp4`, isListed };
    const ending = ['txt', 'jpg', 'MP4', 'mp4.part'][n % 4];
    return { key: `${n % 2 === 0 ? 'library' : 'other'}/${folder}/file-${n}.${ending}`, isListed };
  });
  return [...awkward, ...others];
}
