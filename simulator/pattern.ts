/**
 * Compares a path with a pattern such as `/tasks/:id`, part by part. The values of the named parts, or `null` where
 * they do not match. A trailing slash does not count.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = parts(pattern);
  const given = parts(path);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const value = given[place] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
