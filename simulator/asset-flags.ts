import type { AssetOptions } from './asset-options.ts';
import type { Flag } from './cli.ts';

type AssetFlag = Flag & { readonly option: keyof AssetOptions };

/** Flags for assets, uploads and webhooks. */
export const assetFlags: Readonly<Record<string, AssetFlag>> = {
  'asset-ready-at-once': { option: 'assetReadyAtOnce', type: 'boolean', help: 'POST /assets waits for the asset' },
  'asset-seconds': { option: 'assetSeconds', type: 'number', help: 'how long an asset is processing at least' },
  'fail-asset': {
    option: 'failAssetWhenIncludes',
    type: 'text',
    help: 'assets whose URL or name includes this text fail',
  },
  'stuck-asset': {
    option: 'stuckAssetWhenIncludes',
    type: 'text',
    help: 'assets whose URL or name includes this text are never ready',
  },
  'fail-upload': {
    option: 'failUploadWhenIncludes',
    type: 'text',
    help: 'multipart uploads whose file name includes this text fail',
  },
  'show-reserved-assets': {
    option: 'showReservedAssets',
    type: 'boolean',
    help: 'assets of unfinished uploads can be seen',
  },
  'same-asset-twice': { option: 'sameAssetTwice', type: 'text', help: 'duplicate, same or conflict' },
  'asset-error-shape': { option: 'assetErrorShape', type: 'text', help: 'errors of /assets: nested or flat' },
  'chunk-size': { option: 'chunkSize', type: 'number', help: 'bytes of a part of a multipart upload' },
  'initial-urls': { option: 'initialUrls', type: 'number', help: 'upload URLs handed out at first' },
  'url-life-seconds': { option: 'urlLifeSeconds', type: 'number', help: 'real seconds until an upload URL expires' },
  'upload-life-seconds': { option: 'uploadLifeSeconds', type: 'number', help: 'real seconds until an upload expires' },
  'url-spent-by': { option: 'urlSpentBy', type: 'text', help: 'what uses an upload URL up: success or attempt' },
  'chunk-status': { option: 'chunkStatus', type: 'text', help: 'parts that count: reported or arrived' },
  'chunk-reports': { option: 'chunkReports', type: 'text', help: 'parts are reported in batches, or once' },
  'complete-after-seconds': {
    option: 'completeAfterSeconds',
    type: 'number',
    help: 'from the last report to a completed upload',
  },
  'list-uploads': { option: 'listUploads', type: 'boolean', help: 'there is a list of unfinished uploads' },
  'keep-uploads': { option: 'keepUploads', type: 'boolean', help: 'multipart uploads above 16 MiB are kept whole' },
  'part-failure-rate': { option: 'partFailureRate', type: 'number', help: 'share of parts that fail, from 0 to 1' },
  'bytes-per-second': {
    option: 'bytesPerSecondPerConnection',
    type: 'number',
    help: 'real bytes per second that a connection may send',
  },
  webhook: { option: 'webhookUrl', type: 'text', help: 'where the end of every task is told' },
  'webhook-secret': { option: 'webhookSecret', type: 'text', help: 'signs what is told' },
};
