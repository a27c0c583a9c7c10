import { asList, asObject, type JsonObject, parseText } from '../../util/json.ts';
import { type FeedItem, parseCount, parseMediaType } from './feed-item.ts';

/** Whether a JSON value is a JSON Feed (jsonfeed.org), version 1 or 1.1. */
export function isJsonFeed(value: unknown): value is JsonObject {
  const object = asObject(value);
  const version = parseText(object?.['version']) ?? '';
  return /^https?:\/\/(www\.)?jsonfeed\.org\/version\//i.test(version) && Array.isArray(object?.['items']);
}

export function parseJsonFeed(feed: JsonObject): readonly FeedItem[] {
  return asList(feed['items']).map((value, index) => {
    const item = asObject(value) ?? {};
    const { id } = item;
    return {
      location: `item ${index + 1}`,
      id: typeof id === 'number' ? String(id) : parseText(id),
      title: parseText(item['title']),
      date: parseText(item['date_published']) ?? parseText(item['date_modified']),
      link: parseText(item['url']) ?? parseText(item['external_url']),
      renditions: asList(item['attachments']).flatMap((entry) => {
        const attachment = asObject(entry);
        const url = parseText(attachment?.['url'])?.trim() ?? '';
        const type = parseMediaType(parseText(attachment?.['mime_type']));
        const size = parseCount(attachment?.['size_in_bytes']) || null;
        return url === '' ? [] : [{ url, type, medium: '', size, width: null, height: null, bitrate: null }];
      }),
    };
  });
}
