// What `npm run demo` is once everything is built.
process.setSourceMapsEnabled(true);
// What is made is for this user alone, see apps/service/main.ts.
process.umask(0o077);
const { makeDemo } = await import('../dist/apps/demo/main.js');
const demo = await makeDemo(process.argv.slice(2));
if (demo) {
  Object.assign(process.env, demo.environment);
  await import('../dist/apps/service/main.js');
  process.stdout.write(demo.suggestions);
}
