/** Makes Git run the hooks of this folder. npm runs it after an installation; outside of a clone, and in CI, it does nothing. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

const git = (...args) => spawnSync('git', args, { encoding: 'utf8' });

// In a worktree `.git` is a file, and the configuration is that of the clone.
const isClone = statSync('.git', { throwIfNoEntry: false })?.isDirectory() ?? false;
if (isClone && !process.env.CI && git('config', 'core.hooksPath').stdout === '') {
  git('config', 'core.hooksPath', '.githooks');
}
