/** Replaces the content between the markers `<!-- name: made by … -->` and `<!-- end of name -->`. Throws if they are missing. */
export function withSection(text: string, name: string, content: string): string {
  const [begin] = new RegExp(`<!-- ${name}(?:: made by .*)? -->\\n`).exec(text) ?? [];
  const end = `<!-- end of ${name} -->`;
  if (begin === undefined || !text.includes(end)) throw new Error(`there is no place for the ${name}`);
  const start = text.indexOf(begin) + begin.length;
  return `${text.slice(0, start)}${content}\n${text.slice(text.indexOf(end))}`;
}
