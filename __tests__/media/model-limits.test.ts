import { describe, expect, test } from '@jest/globals';
import { UNKNOWN_MEDIA_INFO } from '../../src/media/media-info.ts';
import { checkLimits, getLimits, MODEL_LIMITS, toErrorDetails } from '../../src/media/model-limits.ts';

const GB = 1024 ** 3;
const good = {
  ...UNKNOWN_MEDIA_INFO,
  duration: 60,
  width: 1920,
  height: 1080,
  pixelAspect: 1,
  size: 1e6,
  hasVideo: true,
};
const { limits } = getLimits(['marengo3.0'], 'tasks');
const codes = (facts: Partial<typeof good>): readonly string[] =>
  checkLimits({ ...good, ...facts }, limits).map(({ code }) => code);

describe('limitsOf', () => {
  test('every row says where it comes from and when it was read', () => {
    for (const { source, read } of MODEL_LIMITS) {
      expect(source).toMatch(/documentation read 2026-\d\d-\d\d$/);
      expect(source).toContain(read);
    }
  });

  test('takes the strictest of several models', () => {
    const both = getLimits(['marengo3.0', 'pegasus1.2'], 'assets');
    expect(both.limits).toMatchObject({ minDuration: 4, maxDuration: 3_600, maxSize: 2 * GB, maxLongSide: 3_840 });
    expect(both.known).toEqual(['marengo3.0', 'pegasus1.2']);
  });

  test('the endpoint has a size limit of its own', () => {
    expect(getLimits(['marengo3.0'], 'tasks').limits?.maxSize).toBe(2 * GB);
    expect(getLimits(['marengo3.0'], 'assets').limits?.maxSize).toBe(4 * GB);
  });

  test('says which models it does not know, and judges by the others', () => {
    expect(getLimits(['marengo9'], 'tasks')).toEqual({ limits: null, known: [], unknown: ['marengo9'] });
    expect(getLimits(['Marengo3.0', 'x'], 'tasks')).toMatchObject({ known: ['marengo3.0'], unknown: ['x'] });
    expect(getLimits([], 'tasks')).toEqual({ limits: null, known: [], unknown: [] });
  });
});

describe('judge', () => {
  test.each<[string, Partial<typeof good>, readonly string[]]>([
    ['a usual video', {}, []],
    ['4 s', { duration: 4 }, []],
    ['a hair less than 4 s', { duration: 3.95 }, []],
    ['3.8 s', { duration: 3.8 }, ['video_duration_too_short']],
    ['4 h', { duration: 14_400 }, []],
    ['longer than 4 h', { duration: 14_401 }, ['video_duration_too_long']],
    ['360x360', { width: 360, height: 360 }, []],
    ['359x640', { width: 359, height: 640 }, ['video_resolution_too_low']],
    ['640x359', { width: 640, height: 359 }, ['video_resolution_too_low']],
    ['5184x2160', { width: 5_184, height: 2_160 }, []],
    ['2160x5184, upright', { width: 2_160, height: 5_184 }, []],
    ['5186x2161', { width: 5_186, height: 2_161 }, ['video_resolution_too_high']],
    ['2161x5184, upright', { width: 2_161, height: 5_184 }, ['video_resolution_too_high']],
    ['2.5:1', { width: 1_000, height: 400 }, ['video_resolution_invalid_aspect_ratio']],
    ['1:2.5', { width: 400, height: 1_000 }, ['video_resolution_invalid_aspect_ratio']],
    ['2.5:1 stored, narrower shown', { width: 1_000, height: 400, pixelAspect: 0.9 }, []],
    ['2 GB', { size: 2 * GB }, []],
    ['more than 2 GB', { size: 2 * GB + 1 }, ['video_filesize_too_large']],
    ['sound only', { hasVideo: false }, ['video_file_broken']],
    ['two faults', { duration: 1, width: 100, height: 100 }, ['video_duration_too_short', 'video_resolution_too_low']],
  ])('%s', (_, facts, expected) => {
    expect(codes(facts)).toEqual(expected);
  });

  test('what is unknown breaks no limit', () => {
    expect(checkLimits(UNKNOWN_MEDIA_INFO, limits)).toEqual([]);
  });

  test('without limits only what no model takes is a violation', () => {
    expect(checkLimits({ ...good, duration: 1 }, null)).toEqual([]);
    expect(checkLimits({ ...good, hasVideo: false }, null)).toHaveLength(1);
  });

  test('tells figure and limit', () => {
    const [short] = checkLimits({ ...good, duration: 2.04 }, limits);
    expect(short).toMatchObject({
      figure: '2 s',
      limit: '4 s',
      sentence: 'The video lasts 2 s; at least 4 s are needed.',
    });
    const [upright] = checkLimits({ ...good, width: 3_000, height: 4_000 }, limits);
    expect(upright).toMatchObject({ figure: '3000x4000', limit: '2160x5184' });
  });

  test('is a permanent problem of the video', () => {
    const problems = checkLimits({ ...good, duration: 2, size: 3 * GB }, limits).map(toErrorDetails);
    expect(problems.map((problem) => problem.class)).toEqual(['media', 'media']);
    expect(problems.every(({ hint, message }) => hint !== '' && message !== '')).toBe(true);
  });
});
