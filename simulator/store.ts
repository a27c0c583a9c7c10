import { numberedId } from './ids.ts';
import type { VideoFacts } from './media.ts';
import type { VideoFault } from './media-rules.ts';
import type { IndexRecord, Task, UserMetadata, Video } from './models.ts';
import type { IndexSpec } from './option-table.ts';
import { defaultIndexId, type SimulatorOptions } from './options.ts';
import { createTable, type Table } from './table.ts';
import type { Times } from './times.ts';

/** Everything the platform keeps, and the bookkeeping that every change needs. */
export interface Store {
  readonly indexes: Table<IndexRecord>;
  readonly tasks: Table<Task>;
  /** Every task there ever was, oldest first. */
  readonly history: readonly Task[];
  /** Videos in the order in which they became ready or failed. */
  readonly ended: Video[];
  addTask(id: string, video: NewVideo, ingestMethod?: Task['ingestMethod']): Task;
  /** Takes room in the index, before the facts are shown. */
  book(video: Video, seconds: number): void;
  setFacts(video: Video, facts: VideoFacts): void;
  setReady(video: Video, at: number): void;
  setFailed(video: Video, failure: VideoFault, at: number): void;
  setUserMetadata(video: Video, metadata: UserMetadata, at: number): void;
  deleteVideo(video: Video, at: number): void;
  deleteTask(task: Task): void;
  /** Adds the indexes that the options name and that were never there. */
  addIndexes(options: SimulatorOptions): void;
  addIndex(id: string, spec: IndexSpec, options: SimulatorOptions): IndexRecord;
  renameIndex(index: IndexRecord, name: string, at: number): void;
  /** Deletes an index with all its videos. */
  deleteIndex(index: IndexRecord, at: number): void;
}

type NewVideo = Omit<
  Video,
  'sequence' | 'changedAt' | 'editedAt' | 'indexedAt' | 'facts' | 'bookedSeconds' | 'failure' | 'deleted'
>;

export function createStore(times: Times): Store {
  const indexes = createTable<IndexRecord>();
  const tasks = createTable<Task>();
  const history: Task[] = [];
  const ended: Video[] = [];
  /** Of every index there ever was. */
  const indexIds = new Set<string>();
  const addIndex: Store['addIndex'] = (id, spec, options) => {
    const index = createIndex(id, spec, indexIds.size, options, times);
    indexIds.add(id);
    indexes.add(index);
    return index;
  };
  return {
    indexes,
    tasks,
    history,
    ended,
    addTask: (id, fresh, ingestMethod = 'tasks') => {
      const video = createVideo(fresh, history.length);
      const task: Task = { id, sequence: history.length, video, ingestMethod, createdAt: video.createdAt };
      history.push(task);
      if (ingestMethod === 'tasks') tasks.add(task);
      addVideo(video);
      return task;
    },
    book,
    setFacts,
    setReady: (video, at) => {
      setReady(video, at);
      ended.push(video);
    },
    setFailed: (video, failure, at) => {
      setFailed(video, failure, at);
      ended.push(video);
    },
    setUserMetadata,
    deleteVideo,
    deleteTask: (task) => tasks.remove(task),
    addIndexes: (options) => {
      for (const spec of [{ id: defaultIndexId, name: 'default', models: options.models }, ...options.indexes]) {
        const id = spec.id ?? numberedId(indexIds.size + 1);
        const sameName = indexes.rows.some((index) => spec.id === undefined && index.name === spec.name);
        if (!indexIds.has(id) && !sameName) addIndex(id, spec, options);
      }
    },
    addIndex,
    renameIndex: (index, name, at) => Object.assign(index, { name, updatedAt: at }),
    deleteIndex: (index, at) => {
      for (const video of [...index.videos.rows]) deleteVideo(video, at);
      indexes.remove(index);
    },
  };
}

function createVideo(fresh: NewVideo, sequence: number): Video {
  const { createdAt } = fresh;
  const later = { changedAt: createdAt, editedAt: null, indexedAt: null, facts: null, failure: null };
  return { ...fresh, ...later, bookedSeconds: 0, deleted: false, sequence };
}

function createIndex(
  id: string,
  spec: IndexSpec,
  sequence: number,
  options: SimulatorOptions,
  times: Times,
): IndexRecord {
  const createdAt = times.now();
  const days = options.indexLifetimeDays;
  const byPlan = days === null ? null : times.wall(createdAt) + days * 86_400_000;
  const given = spec.expiresAt === null || spec.expiresAt === undefined ? null : Date.parse(spec.expiresAt);
  return {
    id,
    sequence,
    name: spec.name,
    models: spec.models ?? ['marengo3.0'],
    createdAt,
    updatedAt: createdAt,
    expiresAt: spec.expiresAt === undefined ? byPlan : given,
    videos: createTable<Video>(),
    byMetadata: new Map(),
    ready: 0,
    readySeconds: 0,
    occupied: 0,
    occupiedSeconds: 0,
  };
}

function addVideo(video: Video): void {
  video.index.videos.add(video);
  video.index.occupied += 1;
  video.asset.videos.add(video);
  addToMetadata(video);
}

function book(video: Video, seconds: number): void {
  video.bookedSeconds = seconds;
  video.index.occupiedSeconds += seconds;
}

/** The asset of a task's video becomes ready, or fails, with it. */
function setFacts(video: Video, facts: VideoFacts): void {
  video.facts = facts;
  if (video.asset.status === 'processing') Object.assign(video.asset, { status: 'ready', facts, size: facts.size });
}

function setReady(video: Video, at: number): void {
  Object.assign(video, { status: 'ready', changedAt: at, indexedAt: at });
  video.index.ready += 1;
  video.index.readySeconds += video.facts?.duration ?? 0;
  video.index.updatedAt = at;
}

function setFailed(video: Video, failure: VideoFault, at: number): void {
  Object.assign(video, { status: 'failed', changedAt: at, failure });
  if (video.asset.status === 'processing') Object.assign(video.asset, { status: 'failed', failure: failure.message });
  release(video);
}

function setUserMetadata(video: Video, metadata: UserMetadata, at: number): void {
  removeFromMetadata(video);
  video.userMetadata = metadata;
  video.editedAt = at;
  addToMetadata(video);
}

function deleteVideo(video: Video, at: number): void {
  const { index, status } = video;
  video.deleted = true;
  index.videos.remove(video);
  video.asset.videos.delete(video);
  removeFromMetadata(video);
  if (status !== 'failed') release(video);
  if (status === 'ready') {
    index.ready -= 1;
    index.readySeconds -= video.facts?.duration ?? 0;
  }
  index.updatedAt = at;
}

function release(video: Video): void {
  video.index.occupied -= 1;
  video.index.occupiedSeconds -= video.bookedSeconds;
}

/** The key under which a pair of metadata is looked up: compared as text, as in a query. */
export function metadataKey(name: string, value: string): string {
  return `${name}\n${value}`;
}

function getMetadataKeys(video: Video): string[] {
  return Object.entries(video.userMetadata).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => metadataKey(name, String(one))),
  );
}

function addToMetadata(video: Video): void {
  const { byMetadata } = video.index;
  for (const key of getMetadataKeys(video)) {
    const videos = byMetadata.get(key);
    if (videos === undefined) byMetadata.set(key, new Set([video]));
    else videos.add(video);
  }
}

function removeFromMetadata(video: Video): void {
  for (const key of getMetadataKeys(video)) video.index.byMetadata.get(key)?.delete(video);
}
