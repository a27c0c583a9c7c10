/** Names that the platform keeps for itself (documented). */
const RESERVED_NAMES = ['duration', 'filename', 'fps', 'height', 'model_names', 'size', 'video_title', 'width'];

/** Which names are allowed instead, if a name of user metadata is not; null when it is. */
export function checkMetadataName(name: string): string | null {
  if (RESERVED_NAMES.includes(name))
    return `other names than ${RESERVED_NAMES.join(', ')}: the platform sets these itself`;
  if (name.startsWith('gha_')) return 'names that do not begin with gha_: this action sets these itself';
  return null;
}
