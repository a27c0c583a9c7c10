import { describe, expect, test } from '@jest/globals';
import { UNKNOWN_MEDIA_INFO } from '../../src/media/media-info.ts';
import { checkLimits, getLimits, MODELS } from '../../src/media/model-limits.ts';

const GB = 1024 ** 3;
const validVideo = {
  ...UNKNOWN_MEDIA_INFO,
  duration: 60,
  width: 1920,
  height: 1080,
  pixelAspect: 1,
  size: 1e6,
  hasVideo: true,
};
const { limits } = getLimits(['marengo3.0'], 'tasks');
const checkCodes = (info: Partial<typeof validVideo>): readonly string[] =>
  checkLimits({ ...validVideo, ...info }, limits).map(({ error }) => error.code);

describe('getLimits', () => {
  test('has a source and a date for every model', () => {
    for (const { source, readOn } of MODELS) {
      expect(source).toMatch(/page|reference/);
      expect(readOn).toMatch(/^2026-\d\d-\d\d$/);
    }
  });

  test('combines the strictest limits of several models', () => {
    const both = getLimits(['marengo3.0', 'pegasus1.2'], 'assets');
    expect(both.limits).toMatchObject({ minDuration: 4, maxDuration: 3_600, maxSize: 2 * GB, maxLongSide: 3_840 });
    expect(both.unknown).toEqual([]);
  });

  test('applies the size limit of the endpoint', () => {
    expect(getLimits(['marengo3.0'], 'tasks').limits?.maxSize).toBe(2 * GB);
    expect(getLimits(['marengo3.0'], 'assets').limits?.maxSize).toBe(4 * GB);
  });

  test('returns the models without known limits, and uses the limits of the others', () => {
    expect(getLimits(['marengo9'], 'tasks')).toEqual({ limits: null, unknown: ['marengo9'] });
    expect(getLimits(['Marengo3.0', 'x'], 'tasks')).toMatchObject({ limits: { maxLongSide: 5_184 }, unknown: ['x'] });
    expect(getLimits([], 'tasks')).toEqual({ limits: null, unknown: [] });
  });
});

describe('checkLimits', () => {
  test.each<[string, Partial<typeof validVideo>, readonly string[]]>([
    ['a typical video', {}, []],
    ['a duration of 4 s', { duration: 4 }, []],
    ['a duration of slightly less than 4 s', { duration: 3.95 }, []],
    ['a duration of 3.8 s', { duration: 3.8 }, ['video_duration_too_short']],
    ['a duration of 4 h', { duration: 14_400 }, []],
    ['a duration of more than 4 h', { duration: 14_401 }, ['video_duration_too_long']],
    ['360x360', { width: 360, height: 360 }, []],
    ['359x640', { width: 359, height: 640 }, ['video_resolution_too_low']],
    ['640x359', { width: 640, height: 359 }, ['video_resolution_too_low']],
    ['5184x2160', { width: 5_184, height: 2_160 }, []],
    ['2160x5184, portrait', { width: 2_160, height: 5_184 }, []],
    ['5186x2161', { width: 5_186, height: 2_161 }, ['video_resolution_too_high']],
    ['2161x5184, portrait', { width: 2_161, height: 5_184 }, ['video_resolution_too_high']],
    ['2.5:1', { width: 1_000, height: 400 }, ['video_resolution_invalid_aspect_ratio']],
    ['1:2.5', { width: 400, height: 1_000 }, ['video_resolution_invalid_aspect_ratio']],
    ['2.5:1 stored, but narrower when displayed', { width: 1_000, height: 400, pixelAspect: 0.9 }, []],
    ['a size of 2 GB', { size: 2 * GB }, []],
    ['a size of more than 2 GB', { size: 2 * GB + 1 }, ['video_filesize_too_large']],
    ['a file without a video track', { hasVideo: false }, ['video_file_broken']],
    [
      'a video that violates two limits',
      { duration: 1, width: 100, height: 100 },
      ['video_duration_too_short', 'video_resolution_too_low'],
    ],
  ])('checks %s', (_, info, expected) => {
    expect(checkCodes(info)).toEqual(expected);
  });

  test('ignores unknown values', () => {
    expect(checkLimits(UNKNOWN_MEDIA_INFO, limits)).toEqual([]);
  });

  test('without limits, rejects only what no model accepts', () => {
    expect(checkLimits({ ...validVideo, duration: 1 }, null)).toEqual([]);
    expect(checkLimits({ ...validVideo, hasVideo: false }, null)).toHaveLength(1);
  });

  test('reports the value and the limit', () => {
    const [short] = checkLimits({ ...validVideo, duration: 2.04 }, limits);
    expect(short?.error.message).toBe('The duration is 2 s. Expected at least 4 s for marengo3.0.');
    const [portrait] = checkLimits({ ...validVideo, width: 3_000, height: 4_000 }, limits);
    expect(portrait?.error.message).toBe('The resolution is 3000x4000. Expected at most 2160x5184 for marengo3.0.');
    const [large] = checkLimits({ ...validVideo, size: 3 * GB }, limits);
    expect(large?.error.message).toMatch(/Expected at most 2 GiB for `endpoint: tasks`\./);
    const [wide] = checkLimits({ ...validVideo, width: 1_000, height: 400 }, limits);
    expect(wide?.error.message).toBe('The aspect ratio is 2.5:1. Expected 1:1 to 2.4:1 for marengo3.0.');
  });

  test('classifies a violation as a permanent error of the video', () => {
    const findings = checkLimits({ ...validVideo, duration: 2, size: 3 * GB }, limits);
    expect(findings.map(({ error }) => error.class)).toEqual(['media', 'media']);
    expect(findings.every(({ severity, error }) => severity === 'reject' && error.hint !== '')).toBe(true);
  });
});
