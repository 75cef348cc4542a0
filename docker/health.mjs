// `node docker/health.mjs live|ready`: asks the service in this container and exits 0 when it says yes.
const [question = 'live'] = process.argv.slice(2);
const port = process.env['PORT'] ?? '3000';
try {
  const { ok, status } = await fetch(`http://127.0.0.1:${port}/health/${question}`, {
    signal: AbortSignal.timeout(4000),
  });
  if (!ok) console.error(`not ${question}: ${status}`);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(`no answer: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
