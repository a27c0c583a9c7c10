/** Starts the demo, or states what it needs: an older Node.js cannot read TypeScript. */
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `The demo needs Node.js 24 or newer; this is ${process.versions.node}. Install it, or run \`npm ci\` on Linux or Windows, and then \`npm run demo\`.`,
  );
  process.exitCode = 1;
} else {
  await import('./demo.ts');
}
