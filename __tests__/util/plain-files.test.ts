import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { afterAll, expect, test } from '@jest/globals';
import { StepRecords } from '../../src/existing/step-records.ts';
import { createCheckpoint } from '../../src/upload/checkpoint.ts';
import { appendToPlainFile, OPEN_FLAGS } from '../../src/util/plain-files.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const folder = createTemporaryFolder();
afterAll(() => folder.remove());

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('a checkpoint, a record of a step and a lock never write through a symbolic link', async () => {
  const [secret, link] = [`${folder.path}/secret`, `${folder.path}/link`];
  writeFileSync(secret, 'untouched');
  symlinkSync(secret, link);
  expect(() => appendToPlainFile(link, 'x')).toThrow('ELOOP');
  const checkpoint = createCheckpoint(link);
  await checkpoint.start({ uploadId: 'u', assetId: 'a', chunkSize: 1, headers: {}, size: 1, mtimeMs: 1, sent: [] });
  await checkpoint.close();
  new StepRecords(link).remove('v1');
  expect(readFileSync(secret, 'utf8')).toBe('untouched');
});

onPosix('a pipe without another end does not block a step', async () => {
  const pipe = `${folder.path}/pipe`;
  execFileSync('mkfifo', [pipe]);
  expect(() => appendToPlainFile(pipe, 'x')).toThrow('ENXIO');
  new StepRecords(pipe).remove('v1');
  expect(new StepRecords(pipe).read().size).toBe(0);
  expect(await createCheckpoint(pipe).read()).toBeNull();
  const file = await open(pipe, OPEN_FLAGS.read);
  await file.close();
});

test('text is appended to a file that is created when it is missing', () => {
  const path = `${folder.path}/new.jsonl`;
  appendToPlainFile(path, 'a\n');
  appendToPlainFile(path, 'b\n');
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
});
