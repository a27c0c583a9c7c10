/** One fault in the simulator, as a change of its source. */
export interface Sabotage {
  readonly name: string;
  /** A file of `simulator`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly from: string;
  readonly to: string;
}

/** Faults that the judges must notice: those that a simulator could have without its own tests noticing. */
export const SABOTAGES: readonly Sabotage[] = [
  {
    name: 'a task is created with another status code',
    file: 'submit.ts',
    from: 'jsonReply(platform.options.createStatus, ids)',
    to: 'jsonReply(202, ids)',
  },
  {
    name: 'an indexed asset is created with another status code',
    file: 'index-asset.ts',
    from: 'jsonReply(202, { _id: id',
    to: 'jsonReply(201, { _id: id',
  },
  {
    name: 'a field of a task is renamed',
    file: 'serializers.ts',
    from: 'index_id: video.index.id',
    to: 'indexId: video.index.id',
  },
  {
    name: 'a field of an upload is missing',
    file: 'upload-routes.ts',
    from: '    total_chunks: upload.totalChunks,\n',
    to: '',
  },
  {
    name: 'a date is a number',
    file: 'serializers.ts',
    from: 'created_at: times.iso(task.createdAt)',
    to: 'created_at: task.createdAt',
  },
  {
    name: 'a filter by metadata obeys only the first pair',
    file: 'metadata-filter.ts',
    from: ' && others.every((set) => set.has(video))',
    to: ' && others.length >= 0',
  },
  {
    name: 'a filter by metadata is ignored',
    file: 'metadata-filter.ts',
    from: 'if (first === undefined) return index.videos.rows;',
    to: 'if (first !== null) return index.videos.rows;',
  },
  {
    name: 'the last page of a list is missing',
    file: 'listing.ts',
    from: 'Math.ceil(total / paging.limit)',
    to: 'Math.max(1, Math.ceil(total / paging.limit) - 1)',
  },
  {
    name: 'pages overlap',
    file: 'listing.ts',
    from: '(paging.page - 1) * paging.limit',
    to: 'Math.max(0, (paging.page - 1) * paging.limit - 1)',
  },
  {
    name: 'the filter by status is ignored',
    file: 'task-routes.ts',
    from: 'statuses === null ? null : (task)',
    to: 'statuses !== undefined ? null : (task)',
  },
  {
    name: 'a missing resource is a bad request',
    file: 'errors.ts',
    from: "new ApiError(404, 'resource_not_exist'",
    to: "new ApiError(400, 'resource_not_exist'",
  },
  {
    name: 'an error has another shape',
    file: 'errors.ts',
    from: 'jsonReply(status, { code, message }, headers)',
    to: 'jsonReply(status, { error: message }, headers)',
  },
  {
    name: 'a wrong key is accepted',
    file: 'routes.ts',
    from: '(apiKeys === null || apiKeys.includes(key))',
    to: '(apiKeys === null || apiKeys.length > 0)',
  },
  {
    name: 'an update replaces metadata instead of merging it',
    file: 'user-metadata.ts',
    from: '{ ...current }',
    to: '{ ...(current === changes && current) }',
  },
  {
    name: 'an asset in use can be deleted',
    file: 'asset-routes.ts',
    from: 'asset.videos.size > 0',
    to: 'asset.videos.size > 1000',
  },
  {
    name: 'a rate limit is a server error',
    file: 'routes.ts',
    from: "new ApiError(429, 'too_many_requests', message",
    to: "new ApiError(503, 'too_many_requests', message",
  },
];
