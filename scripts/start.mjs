// `npm start`: sets up what is missing, then becomes the service.
import { spawn } from 'node:child_process';
import { ensureBuilt, ensureInstalled, root } from './setup.mjs';

ensureInstalled();
ensureBuilt();
const service = spawn(process.execPath, ['--enable-source-maps', 'dist/apps/service/main.js'], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => service.kill(signal));
service.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
