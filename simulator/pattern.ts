/**
 * Compares a path with a pattern such as `/tasks/:id`, part by part. The values of the named parts, or `null` where
 * they do not match. A trailing slash does not count.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const expected = parts(pattern);
  const actual = parts(path);
  if (expected.length !== actual.length) return null;
  const params: Record<string, string> = {};
  for (const [position, part] of expected.entries()) {
    const value = actual[position] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
